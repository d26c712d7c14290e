/** What the search field offers at its caret. */
import { expect, test } from 'vitest';
import { completionsAt, type Known } from '../../renderer/inbox/search/completions.ts';

const KNOWN: Known = {
  from: [{ text: 'Ada Lovelace' }, { text: 'bob' }],
  type: [{ text: 'order.shipped' }, { text: 'deploy' }],
  tag: [{ text: 'on call' }],
  source: [{ text: 's-1', name: 'Harbour team' }],
};

/** The text after each of the offered completions; `|` is the caret. */
function offered(marked: string): readonly string[] | null {
  const caret = marked.indexOf('|');
  const text = marked.replace('|', '');
  const found = completionsAt(text, caret, KNOWN);
  return (
    found?.options.map(({ insert }) => text.slice(0, found.from) + insert + text.slice(found.to)) ?? null
  );
}

test.each([
  ['fr|', ['from:']],
  ['disk t|', ['disk type:', 'disk tag:']],
  ['-i|', ['-is:']],
  ['from:|', ['from:"Ada Lovelace" ', 'from:bob ']],
  ['from:love|', ['from:"Ada Lovelace" ']],
  ['from:"ada l|', ['from:"Ada Lovelace" ']],
  ['TYPE:DEP|', ['TYPE:deploy ']],
  ['source:harb|', ['source:s-1 ']],
  ['-tag:on|', ['-tag:"on call" ']],
  ['is:sa|', ['is:saved ']],
  ['has:|', ['has:attachment ', 'has:link ', 'has:action ']],
  ['is:un| disk', ['is:unread  disk']],
])('%s', (text, expected) => expect(offered(text)).toEqual(expected));

test.each(['|', 'disk |', '"fr|', 'zzz|', 'is:saved|', 'nosuch:a|', 'fr|om', 'from:nobody|'])(
  'nothing at %s',
  (text) => expect(offered(text)).toBeNull(),
);
