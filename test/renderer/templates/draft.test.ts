import fc from 'fast-check';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { Template, TitledTemplate } from '#app/source-definition';
import {
  type Draft,
  draftOf,
  LIMITS,
  NO_DRAFT,
  problemsOf,
  soundPart,
  templateOf,
} from '../../../renderer/sources/templates/template-draft.ts';

const WHOLE: Template = {
  event: 'order.shipped',
  title: 'Order {{number}}',
  message: 'm',
  url: '{{url}}',
  icon: '{{icon}}',
  priority: 4,
  group_key: 'g',
  dedupe_key: 'd',
  reply: { via: 'event', channel: 'private-orders', event: 'client-answer' },
};
const draft = (fields: Partial<Draft>): Draft => ({ ...NO_DRAFT, event: 'e', title: 't', ...fields });
const problems = (fields: Partial<Draft>) => problemsOf('channels', draft(fields), []);

describe('a draft', () => {
  it('is its template, there and back', () => {
    expect(templateOf(draftOf(WHOLE))).toEqual(WHOLE);
    const http: Template = {
      event: 'e',
      title: 't',
      reply: { via: 'http', url: 'https://x.example/{{id}}' },
    };
    expect(templateOf(draftOf(http))).toEqual(http);
  });

  it('leaves out what is empty, and space around what is not', () => {
    expect(
      templateOf(draft({ event: ' e ', message: '  ', url: ' {{url}}\n', reply_url: 'left over' })),
    ).toEqual({
      event: 'e',
      title: 't',
      url: '{{url}}',
    });
  });

  it.each([
    [{ event: ' ' }, { event: 'missing' }],
    [{ title: '' }, { title: 'missing' }],
    [{ title: '\u200b' }, { title: 'missing' }],
    [{ via: 'http', reply_url: 'ftp://x' }, { reply_url: 'not_http' }],
    [
      { via: 'event', reply_channel: 'orders', reply_event: 'client-' },
      { reply_channel: 'not_channel', reply_event: 'not_client_event' },
    ],
    [{ via: 'none', reply_url: 'ftp://x'.repeat(2_000) }, {}],
    [
      { message: 'm'.repeat(2_001), group_key: 'g'.repeat(201) },
      { message: 'too_long', group_key: 'too_long' },
    ],
  ] as const)('%j has the problems %j', (fields, expected) => {
    expect(problems(fields)).toEqual(expected);
  });

  it('of a Laravel app can be any part, as the others have defaults', () => {
    const link = draft({ event: 'comment', title: ' ', url: '/posts/{{post_id}}' });
    expect(problemsOf('laravel', link, [])).toEqual({});
    expect(templateOf(link)).toEqual({ event: 'comment', url: '/posts/{{post_id}}' });
    expect(soundPart('laravel', link, {})).toEqual(templateOf(link));
    expect(templateOf(draftOf(templateOf(link)))).toEqual(templateOf(link));
    expect(problemsOf('laravel', draft({ event: '', title: '' }), [])).toEqual({ event: 'missing' });
  });

  it('has a name that no other template has, as the source compares names', () => {
    const other = [{ event: 'order.shipped', title: 't' }];
    const named = draft({ event: 'App\\Notifications\\OrderShipped' });
    expect(problemsOf('laravel', named, other)).toEqual({ event: 'taken' });
    expect(problemsOf('channels', named, other)).toEqual({});
    expect(problemsOf('channels', draft({ event: 'order.shipped ' }), other)).toEqual({ event: 'taken' });
  });

  it('without a problem is what the contract takes, and with one it is not', () => {
    const text = fc.oneof(
      fc.constantFrom('', ' ', 'https://x.example/{{id}}', 'private-a', 'client-a', 'client-', '{{a}}'),
      fc.string({ maxLength: 8 }),
      fc.constantFrom(200, 201, 500, 501, 2_000, 2_001).map((length) => 'x'.repeat(length)),
      fc.constantFrom(2_000, 2_001).map((length) => 'https://'.padEnd(length, 'x')),
    );
    const texts = Object.fromEntries(Object.keys(LIMITS).map((part) => [part, text]));
    const drafts = fc.record({
      ...texts,
      priority: fc.constantFrom('', '1', '5'),
      via: fc.constantFrom('none', 'http', 'event'),
    }) as unknown as fc.Arbitrary<Draft>;
    fc.assert(
      fc.property(drafts, (some) => {
        for (const [kind, contract] of [
          ['channels', TitledTemplate],
          ['laravel', Template],
        ] as const) {
          const found = problemsOf(kind, some, []);
          expect(Value.Check(contract, templateOf(some))).toBe(Object.keys(found).length === 0);
          const sound = soundPart(kind, some, found);
          if (sound !== null) expect(Value.Check(contract, sound)).toBe(true);
        }
      }),
    );
  });

  it('is previewed without what is wrong with it', () => {
    const wrong = draft({ message: 'm'.repeat(2_001), url: '{{url}}', via: 'http', reply_url: 'x' });
    expect(soundPart('channels', wrong, problemsOf('channels', wrong, []))).toEqual({
      event: 'e',
      title: 't',
      url: '{{url}}',
    });
    const twice = problemsOf('channels', draft({}), [{ event: 'e', title: '' }]);
    expect(soundPart('channels', draft({}), twice)).toEqual({ event: 'e', title: 't' });
    expect(soundPart('channels', NO_DRAFT, problemsOf('channels', NO_DRAFT, []))).toBeNull();
  });
});
