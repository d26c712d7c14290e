import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Filter, parseFilter, partsOf, printFilter, wordsOf } from '#server/rules/filter/filter';
import { anyFilter } from '../../../support/filters.ts';

const words = (text: string, whole = false, not = false) => ({ kind: 'words', text, whole, not }) as const;

describe('the grammar of filters', () => {
  test.each<[string, Filter]>([
    ['', []],
    ['  \n ', []],
    ['disk full', [words('disk'), words('full')]],
    ['"disk full"', [words('disk full', true)]],
    ['"disk full', [words('disk full', true)]],
    ['-disk -"was full"', [words('disk', false, true), words('was full', true, true)]],
    ['--disk', [words('disk', false, true)]],
    ['e-mail', [words('e-mail')]],
    ['a"b', [words('a"b')]],
    ['"a"b', [words('a', true), words('b')]],
    ['from:ada', [{ kind: 'from', text: 'ada', whole: false, not: false }]],
    ['From:"Ada L"', [{ kind: 'from', text: 'Ada L', whole: true, not: false }]],
    ['type:order.shipped', [{ kind: 'type', text: 'order.shipped', whole: false, not: false }]],
    [
      'tag:prod -tag:"on call"',
      [
        { kind: 'tag', text: 'prod', not: false },
        { kind: 'tag', text: 'on call', not: true },
      ],
    ],
    ['source:app:7', [{ kind: 'source', id: 'app:7', not: false }]],
    [
      'is:Unread -is:muted',
      [
        { kind: 'is', is: 'unread', not: false },
        { kind: 'is', is: 'muted', not: true },
      ],
    ],
    ['has:link', [{ kind: 'has', has: 'link', not: false }]],
    ['priority:4', [{ kind: 'priority', least: 4, most: 4, not: false }]],
    ['priority:4..5', [{ kind: 'priority', least: 4, most: 5, not: false }]],
    [
      'after:2026-11-01 before:7D',
      [
        { kind: 'after', date: { day: '2026-11-01' }, not: false },
        { kind: 'before', date: { ago: 7, unit: 'd' }, not: false },
      ],
    ],
  ])('%j', (text, filter) => {
    expect(parseFilter(text)).toEqual({ filter, remarks: [] });
  });

  test.each([
    ['color:red', 'unknown_operator', words('color:red')],
    ['-color:red', 'unknown_operator', words('color:red', false, true)],
    ['color:"dark red"', 'unknown_operator', words('dark red', true)],
    ['is:new', 'unknown_value', words('is:new')],
    ['priority:6', 'unknown_value', words('priority:6')],
    ['priority:5..4', 'unknown_value', words('priority:5..4')],
    ['before:2026-02-30', 'unknown_value', words('before:2026-02-30')],
    ['after:yesterday', 'unknown_value', words('after:yesterday')],
    ['tag:"!" x', 'unknown_value', words('x')],
    ['constructor:x', 'unknown_operator', words('constructor:x')],
  ])('%j is named and searched as words', (text, code, term) => {
    const { filter, remarks } = parseFilter(text);
    expect(filter).toEqual([term]);
    expect(remarks[0]).toEqual({ code, text: text.replace(/ x$/, '') });
  });

  test('a sentence and an address are no operators', () => {
    expect(parseFilter('Error: see https://ci.example/7 from:').remarks).toEqual([]);
  });

  test('signs change nothing beside words; alone they are looked for, and never mean everything', () => {
    expect(parseFilter('order - !').filter).toEqual([words('order')]);
    expect(parseFilter('order - !').remarks.map(({ code }) => code)).toEqual(['no_words', 'no_words']);
    for (const text of ['-', '-!', '"', '""', '!', '- - -', 'tag:"!"']) {
      expect(parseFilter(text).filter).toMatchObject([{ kind: 'words', not: false }]);
    }
  });

  test('a printed filter is the same filter', () => {
    fc.assert(
      fc.property(anyFilter, (filter) => {
        expect(parseFilter(printFilter(filter)).filter).toEqual(filter);
      }),
    );
  });

  test('any text is read, and stays what it was when it is printed', () => {
    const piece = fc.oneof(
      fc.constantFrom('"', '-', ':', ' ', 'is:', 'tag:', 'before:', '..', '7d', 'read', '\t', 'foo:', '\0'),
      fc.string({ unit: 'binary', maxLength: 5 }),
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join('')),
        (text) => {
          const { filter } = parseFilter(text);
          expect(parseFilter(printFilter(filter)).filter).toEqual(filter);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test.each(['"', '-', 'a:', '":', 'is:"', ' "', 'á', '-"x'])(
    'a long text of %j is read at once',
    (piece) => {
      expect(parseFilter(piece.repeat(50_000)).filter.length).toBeGreaterThan(0);
    },
  );
});

describe('words', () => {
  test.each<[string, readonly string[]]>([
    ['Größe, Straße', ['grosse', 'strasse']],
    ['Cafe\u0301 ÅNGSTRÖM', ['cafe', 'angstrom']],
    ['ΣΑΣ', ['σασ']],
    ['İstanbul', ['istanbul']],
    ['db-2/x_y', ['db', '2', 'x', 'y']],
    ['ﬁn ½ ①', ['fin', '1', '2', '1']],
    ['Пожар', ['пожар']],
    ['部署失败 v2', ['部', '署', '失', '败', 'v2']],
    ['done🎉 ✅', ['done', '🎉', '✅']],
    ['…!?', []],
    ['a\0b', ['a', 'b']],
    ['x'.repeat(100), ['x'.repeat(64)]],
  ])('%j', (text, expected) => {
    expect(wordsOf(text)).toEqual(expected);
  });

  test('contain nothing at which an index would split them', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const word of wordsOf(text)) expect(word).toMatch(/^(?:[a-z0-9]|[^\0-\x7f])+$/u);
      }),
    );
  });
});

test('each term has its place in the text, with what of it was not understood', () => {
  const text = '  disk -is:unread  from:"Ada L" is:savd ++';
  expect(
    partsOf(text).map(({ start, end, term, remarks }) => [
      text.slice(start, end),
      term.kind,
      remarks.map(({ code }) => code),
    ]),
  ).toEqual([
    ['disk', 'words', []],
    ['-is:unread', 'is', []],
    ['from:"Ada L"', 'from', []],
    ['is:savd', 'words', ['unknown_value']],
    ['++', 'words', ['no_words']],
  ]);
});
