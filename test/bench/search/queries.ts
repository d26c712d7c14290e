import { COMMON, RARE, SOME, THREE } from './seed.ts';

/** `floor`: the bare query of the index that has the same words; null: it has none. */
export type Query = Readonly<{
  q: string;
  view?: 'inbox' | 'unread';
  threads?: 'folded';
  floor: string | null;
}>;

const in_ = (words: string): string => `{title message} : ${words}`;

export const QUERIES: Readonly<Record<string, Query>> = {
  'word in every row': { q: `"${COMMON}"`, floor: in_(COMMON) },
  'its beginning': { q: 'deploy', floor: in_('deploy *') },
  'one letter': { q: 'd', floor: in_('d *') },
  'word in 1 of 100': { q: SOME, floor: in_(`${SOME} *`) },
  'word in 1 of 10,000': { q: RARE, floor: in_(`${RARE} *`) },
  'word in 3 rows': { q: THREE, floor: in_(`${THREE} *`) },
  'word that there is not': { q: 'zebra', floor: in_('zebra *') },
  number: { q: '4711', floor: in_('"4711" *') },
  'rare word and a letter': { q: `${RARE} d`, floor: in_(`${RARE} *`) },
  'rare word and a common one': { q: `${COMMON} ${RARE}`, floor: `${in_(COMMON)} AND ${in_(`${RARE} *`)}` },
  'phrase in every row': { q: `"the ${COMMON} of"`, floor: in_(`"the ${COMMON} of"`) },
  'not the common word': { q: `-${COMMON}`, floor: `(facts : u1) NOT (${in_(COMMON)})` },
  'not a rare word': { q: `-${RARE}`, floor: null },
  'a word but not another': { q: `${SOME} -${RARE}`, floor: `${in_(`${SOME} *`)} NOT ${in_(`${RARE} *`)}` },
  'rare word in the inbox': { q: RARE, view: 'inbox', floor: in_(`${RARE} *`) },
  'common word in the unread': { q: COMMON, view: 'unread', floor: in_(COMMON) },
  'threads of a word in every row': { q: COMMON, threads: 'folded', floor: null },
  'threads of a word in 3 rows': { q: THREE, threads: 'folded', floor: null },
  'threads in the unread': { q: 'has:link', view: 'unread', threads: 'folded', floor: null },
  type: { q: 'type:"shop.7"', floor: null },
  sender: { q: 'from:"Sender 42"', floor: null },
  tag: { q: 'tag:tag6', floor: null },
  'is:saved': { q: 'is:saved', floor: null },
  'is:snoozed': { q: 'is:snoozed', floor: null },
  'is:muted is:unread': { q: 'is:muted -is:read', floor: null },
  'is:read in the inbox': { q: 'is:read', view: 'inbox', floor: null },
  '-is:read': { q: '-is:read', floor: null },
  'source:s-1': { q: 'source:s-1', floor: null },
  'source:s-1 in the inbox': { q: 'source:s-1', view: 'inbox', floor: null },
  'a source that there is not': { q: 'source:s-none', floor: null },
  'has:link': { q: 'has:link', floor: null },
  'is:unread priority:4..5': { q: 'is:unread priority:4..5', floor: null },
  'has:attachment': { q: 'has:attachment', floor: null },
  'priority:5': { q: 'priority:5', floor: null },
  'before a year ago': { q: 'before:365d', floor: null },
  'after an hour ago': { q: 'after:1h', floor: null },
  'a day a year ago': { q: 'after:366d before:365d', floor: null },
  'common word, saved': { q: `${COMMON} is:saved`, floor: in_(COMMON) },
  'common word, a year ago': { q: `${COMMON} before:365d`, floor: in_(COMMON) },
  'rare word, saved': { q: `${RARE} is:saved`, floor: in_(`${RARE} *`) },
  'source and word in 1 of 100': { q: `source:s-1 ${SOME}`, floor: in_(`${SOME} *`) },
  'tag, priority, a month': { q: 'tag:tag6 priority:4..5 after:30d', floor: null },
  negations: { q: `-tag:tag6 -from:sender -is:done -has:link ${SOME}`, floor: in_(`${SOME} *`) },
};
