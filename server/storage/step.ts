import { AppError } from '../errors.ts';

export type SqlValue = string | number | null;

/**
 * One statement for the engine. What it answers: rows for `all` and `upTo`, which only read; the number of changed rows for `run`;
 * the rows that it has changed for `returning`.
 */
export type Statement = Readonly<{
  /** The call that made it (`users.get`): errors name it. */
  call: string;
  sql: string;
  params: readonly SqlValue[];
}> &
  (
    | Readonly<{ kind: 'all' }>
    | Readonly<{ kind: 'run' }>
    | Readonly<{ kind: 'returning' }>
    /** Up to and with the first row that is one too many: what lies behind it is not even read. */
    | Readonly<{ kind: 'upTo'; isTooMany: (row: unknown) => boolean }>
  );

/** What a unit is made of: a generator function, or one step. It yields statements and gets their answers. */
export type Unit<T> = () => Iterable<Statement, T, unknown>;

/** What the generator function of a unit, or of steps in it, answers. */
export type Steps<T> = Generator<Statement, T, unknown>;

/** A run of one unit: the steps that were made in it, and whose inboxes it may change. */
class Scope {
  readonly locked: readonly number[] | null;
  readonly #made: Step<unknown>[] = [];
  #begun = 0;

  constructor(locked: readonly number[] | null) {
    this.locked = locked;
  }

  made(step: Step<unknown>): void {
    this.#made.push(step);
  }

  begun(): void {
    this.#begun += 1;
  }

  /** @throws AppError `internal` when a step was made and never run: somewhere a `yield*` is missing */
  end(): void {
    if (this.#begun === this.#made.length) return;
    const forgotten = this.#made.find(({ isBegun }) => !isBegun);
    throw new AppError(
      'internal',
      `${forgotten?.call} was made in a unit and never run (is its yield* missing?)`,
    );
  }
}

/** The unit whose code runs at this moment. Units may take turns, but only one runs at a time. */
let current: Scope | null = null;

function scopeOf(call: string): Scope {
  if (current === null) throw new AppError('internal', `${call} was called outside of a unit`);
  return current;
}

/**
 * A part of a unit that was made, and is run by `yield*`. It belongs to the unit in which it was made, which fails if it
 * never runs: neither compiler nor linter sees a forgotten `yield*`.
 */
export abstract class Step<T> implements Iterable<Statement, T, unknown> {
  readonly call: string;
  isBegun = false;

  constructor(call: string) {
    this.call = call;
    scopeOf(call).made(this);
  }

  protected abstract start(): Iterator<Statement, T, unknown>;

  [Symbol.iterator](): Iterator<Statement, T, unknown> {
    if (this.isBegun) throw new AppError('internal', `${this.call} was run twice`);
    this.isBegun = true;
    scopeOf(this.call).begun();
    return this.start();
  }
}

/** Several statements. */
class Several<A extends readonly unknown[], T> extends Step<T> {
  readonly #body: (...args: A) => Iterator<Statement, T, unknown>;
  readonly #args: A;

  constructor(call: string, body: (...args: A) => Iterator<Statement, T, unknown>, args: A) {
    super(call);
    this.#body = body;
    this.#args = args;
  }

  protected override start(): Iterator<Statement, T, unknown> {
    return this.#body(...this.#args);
  }
}

/** A function whose calls are steps of several statements. */
export const steps =
  <A extends readonly unknown[], T>(
    call: string,
    body: (...args: A) => Iterator<Statement, T, unknown>,
  ): ((...args: A) => Step<T>) =>
  (...args) =>
    new Several(call, body, args);

/**
 * What changes a user's inbox asks this first: a unit names its users when it is asked for, and an engine of many
 * connections locks them before anything else.
 * @throws AppError `internal` when the unit did not
 */
export function assertLocked(call: string, userId: number): void {
  const { locked } = scopeOf(call);
  if (locked?.includes(userId) !== true) {
    throw new AppError('internal', `${call}: the unit has not locked user ${userId}`);
  }
}

function inScope<T>(scope: Scope, action: () => T): T {
  const before = current;
  current = scope;
  try {
    return action();
  } finally {
    current = before;
  }
}

/** @throws AppError `internal` for a statement that changes something in a read */
function check(scope: Scope, statement: Statement): Statement {
  if (scope.locked === null && (statement.kind === 'run' || statement.kind === 'returning')) {
    throw new AppError('internal', `${statement.call} changes something in a read`);
  }
  return statement;
}

/**
 * Runs a unit to its end without waiting. A unit cannot catch what a statement throws.
 * @param locked whose inboxes it may change; null: a read, which changes nothing
 * @throws what the unit or `execute` throws
 */
export function runSteps<T>(
  unit: Unit<T>,
  locked: readonly number[] | null,
  execute: (statement: Statement) => unknown,
): T {
  const scope = new Scope(locked);
  return inScope(scope, () => {
    const iterator = unit()[Symbol.iterator]();
    let turn = iterator.next();
    while (turn.done !== true) turn = iterator.next(execute(check(scope, turn.value)));
    scope.end();
    return turn.value;
  });
}

/** `runSteps` for an engine that answers later. Between two statements other units may run. */
export async function awaitSteps<T>(
  unit: Unit<T>,
  locked: readonly number[] | null,
  execute: (statement: Statement) => Promise<unknown>,
): Promise<T> {
  const scope = new Scope(locked);
  const iterator = inScope(scope, () => unit()[Symbol.iterator]());
  let turn = inScope(scope, () => iterator.next());
  while (turn.done !== true) {
    const answer = await execute(check(scope, turn.value));
    turn = inScope(scope, () => iterator.next(answer));
  }
  scope.end();
  return turn.value;
}
