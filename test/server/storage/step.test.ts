import { describe, expect, test } from 'vitest';
import { changeOf, rowsOf, writtenRowOf } from '../../../server/storage/statement-step.ts';
import {
  assertLocked,
  awaitSteps,
  runSteps,
  type Statement,
  steps,
  type Unit,
} from '../../../server/storage/step.ts';

const find = (name: string) => rowsOf<string>('things.find', 'SELECT', [name]);
const save = (name: string) => changeOf('things.save', 'UPDATE', [name]);

/** Answers each statement with what it was asked, and writes down the calls. */
function engine() {
  const calls: string[] = [];
  const answer = (statement: Statement): unknown => {
    calls.push(`${statement.call}(${statement.params.join()})`);
    return statement.kind === 'run' ? 1 : [...statement.params];
  };
  return { calls, answer };
}

const ENGINES = {
  'at once': async <T>(unit: Unit<T>, users: readonly number[] | null, { answer } = engine()) =>
    runSteps(unit, users, answer),
  awaited: <T>(unit: Unit<T>, users: readonly number[] | null, { answer } = engine()) =>
    awaitSteps(unit, users, async (statement) => {
      await Promise.resolve();
      return answer(statement);
    }),
};

describe.each(Object.entries(ENGINES))('steps that run %s', (_, run) => {
  test('a unit gets the answers of its statements, in their order', async () => {
    const asked = engine();
    const both = steps('things.both', function* (name: string) {
      const found = yield* find(name);
      return [...found, yield* save(name)];
    });
    const unit = function* () {
      return [yield* both('a'), yield* find('b')];
    };
    await expect(run(unit, [], asked)).resolves.toEqual([['a', 1], ['b']]);
    expect(asked.calls).toEqual(['things.find(a)', 'things.save(a)', 'things.find(b)']);
  });

  test('a single step is a unit', async () => {
    await expect(run(() => find('a'), [])).resolves.toEqual(['a']);
  });

  test('a step that was made and never run fails its unit, and names the call', async () => {
    const unit = function* () {
      save('a');
      return yield* find('b');
    };
    await expect(run(unit, [])).rejects.toMatchObject({
      code: 'internal',
      message: expect.stringContaining('things.save was made'),
    });
  });

  test('so does one of several statements', async () => {
    const both = steps('things.both', function* (name: string) {
      yield* save(name);
      return yield* find(name);
    });
    const unit = function* () {
      both('a');
      return yield* find('b');
    };
    await expect(run(unit, [])).rejects.toThrow('things.both was made');
  });

  test('a step runs once', async () => {
    const unit = function* () {
      const step = save('a');
      return [yield* step, yield* step];
    };
    await expect(run(unit, [])).rejects.toThrow('things.save was run twice');
  });

  test('a unit cannot catch what a statement throws', async () => {
    const broken = {
      calls: [],
      answer: () => {
        throw new Error('disk full');
      },
    };
    const unit = function* () {
      try {
        return yield* find('a');
      } catch {
        return 'caught';
      }
    };
    await expect(run<unknown>(unit, [], broken)).rejects.toThrow('disk full');
  });

  test('a read changes nothing', async () => {
    await expect(run(() => save('a'), null)).rejects.toThrow('things.save changes something in a read');
    const add = () => writtenRowOf('things.add', 'INSERT … RETURNING', ['a']);
    await expect(run(add, null)).rejects.toThrow('things.add changes something in a read');
    await expect(run(add, [])).resolves.toBe('a');
  });

  test('what changes an inbox wants its user locked', async () => {
    const advance = (user: number) => {
      assertLocked('users.advance', user);
      return save(String(user));
    };
    await expect(run(() => advance(1), [1, 2])).resolves.toBe(1);
    await expect(run(() => advance(3), [1, 2])).rejects.toThrow('has not locked user 3');
    await expect(run(() => advance(1), null)).rejects.toThrow('has not locked user 1');
  });
});

test('a step is made in a unit only', () => {
  expect(() => save('a')).toThrow('things.save was called outside of a unit');
});

test('units that take turns keep their steps apart', async () => {
  const { answer } = engine();
  const later = async (statement: Statement) => {
    await new Promise(setImmediate);
    return answer(statement);
  };
  const forgetful = function* () {
    save('forgotten');
    yield* find('a');
    return yield* find('b');
  };
  const careful = function* () {
    yield* save('c');
    yield* save('d');
    return yield* find('e');
  };
  const [one, other] = await Promise.allSettled([
    awaitSteps(forgetful, [], later),
    awaitSteps(careful, [], later),
  ]);
  expect(one).toMatchObject({ status: 'rejected', reason: { code: 'internal' } });
  expect(other).toEqual({ status: 'fulfilled', value: ['e'] });
});
