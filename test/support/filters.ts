/** Filters as they may come, for property tests. */
import fc from 'fast-check';
import { HAS, IS } from '../../server/contract/rules/filter/ast.ts';
import {
  FILTER_TERMS,
  type Filter,
  parseFilter,
  type Term,
  wordsOf,
} from '../../server/contract/rules/filter/filter.ts';

const hasWords = (text: string): boolean => wordsOf(text).length > 0;
/** What stands in quotes. */
const QUOTED = fc
  .string({ unit: 'binary', maxLength: 12 })
  .map((text) => text.replaceAll('"', ''))
  .filter(hasWords);
/** Between spaces, and read as words. */
const BARE = fc
  .string({ unit: 'binary', maxLength: 12 })
  .map((text) => text.replace(/\s/g, '').replace(/^[-"]+/, ''))
  .filter(
    (text) => hasWords(text) && parseFilter(text).filter[0]?.kind === 'words' && !/^[a-z]+:"/i.test(text),
  );
/** The value of an operator. */
const VALUE = fc
  .string({ unit: 'binary', maxLength: 12 })
  .map((text) => text.replace(/\s/g, '').replace(/^"+/, ''))
  .filter(hasWords);

const DATE = fc.oneof(
  fc
    .integer({ min: Date.UTC(1, 0, 1), max: Date.UTC(9_999, 11, 31) })
    .map((at) => ({ day: new Date(at).toISOString().slice(0, 10) })),
  fc.record({ ago: fc.integer({ min: 0, max: 9_999 }), unit: fc.constantFrom('h', 'd', 'w') }),
);
const named = (kind: 'type' | 'from') =>
  fc.oneof(
    VALUE.map((text) => ({ kind, text, whole: false })),
    QUOTED.map((text) => ({ kind, text, whole: true })),
  );

const WHAT = fc.oneof(
  BARE.map((text) => ({ kind: 'words', text, whole: false })),
  QUOTED.map((text) => ({ kind: 'words', text, whole: true })),
  named('type'),
  named('from'),
  fc
    .oneof(VALUE, QUOTED)
    .filter((text) => /\s/.test(text) || !text.includes('"'))
    .map((text) => ({ kind: 'tag', text })),
  VALUE.map((id) => ({ kind: 'source', id })),
  fc.constantFrom(...IS).map((is) => ({ kind: 'is', is })),
  fc.constantFrom(...HAS).map((has) => ({ kind: 'has', has })),
  fc
    .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }))
    .map(([a, b]) => ({ kind: 'priority', least: Math.min(a, b), most: Math.max(a, b) })),
  fc.tuple(fc.constantFrom('before', 'after'), DATE).map(([kind, date]) => ({ kind, date })),
);

/** Any filter that its parser can make. */
export const anyFilter: fc.Arbitrary<Filter> = fc.array(
  fc.tuple(WHAT, fc.boolean()).map(([what, not]) => ({ ...what, not }) as Term),
  { maxLength: FILTER_TERMS },
);
