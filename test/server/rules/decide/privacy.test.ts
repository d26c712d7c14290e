import { expect, test } from 'vitest';
import { partsAt, partsOf, privacyOf } from '#server/rules/decide/privacy';
import { composeSummary } from '#server/rules/decide/summary';
import { PRIVACY } from '#server/rules/lines';
import { notification } from '../../../support/notification.ts';

test('each level shows less than the one before', () => {
  expect(PRIVACY.map(partsAt)).toEqual([
    { content: true, sender: true, count: true },
    { content: false, sender: true, count: true },
    { content: false, sender: false, count: true },
    { content: false, sender: false, count: false },
  ]);
});

test.each(PRIVACY.flatMap((privacy) => PRIVACY.map((privacyExposed) => [privacy, privacyExposed] as const)))(
  '%s, and %s while exposed: never more while exposed than otherwise',
  (privacy, privacyExposed) => {
    const rank = (level: (typeof PRIVACY)[number]) => PRIVACY.indexOf(level);
    expect(privacyOf({ privacy, privacyExposed }, false)).toBe(privacy);
    const exposed = privacyOf({ privacy, privacyExposed }, true);
    expect(rank(exposed)).toBe(Math.max(rank(privacy), rank(privacyExposed)));
  },
);

test('a source whose words are never shown still has its name, unless all names are hidden', () => {
  const settings = {
    privacy: 'full',
    privacyExposed: 'count',
    lines: { bank: { neverContent: true } },
  } as const;
  expect(partsOf('bank', settings, false)).toEqual(partsAt('sender'));
  expect(partsOf('bank', settings, true)).toEqual(partsAt('count'));
  expect(partsOf('other', settings, false)).toEqual(partsAt('full'));
});

const from = (revision: number, sender: string | null, fields = {}) =>
  notification(revision, { sender, ...fields });
const nameOf = ({ sender }: { sender?: string | null }) => sender ?? null;

test('a summary has the number, who sent most, how many are urgent, and the most important titles', () => {
  const items = [
    from(1, 'Ann', { priority: 5 }),
    from(2, 'Bob'),
    from(3, 'Bob'),
    from(4, 'Cid'),
    from(5, 'Dan', { priority: 1 }),
    from(6, null),
    from(7, 'Bob'),
  ];
  expect(composeSummary(items, { parts: () => partsAt('full'), nameOf })).toMatchObject({
    count: 7,
    senders: [
      { name: 'Bob', count: 3 },
      { name: 'Ann', count: 1 },
      { name: 'Cid', count: 1 },
    ],
    fromOthers: 2,
    urgent: 1,
    titled: [{ id: 'id-1' }, { id: 'id-7' }, { id: 'id-6' }],
  });
});

test.each([
  ['sender', { count: 2, senders: [{ name: 'Ann', count: 2 }], urgent: 1, titled: [] }],
  ['count', { count: 2, senders: [], fromOthers: 2, urgent: 1, titled: [] }],
  ['nothing', { count: null, senders: [], urgent: 0, titled: [] }],
] as const)('a summary at the level %s', (level, expected) => {
  const items = [from(1, 'Ann'), from(2, 'Ann', { priority: 5 })];
  expect(composeSummary(items, { parts: () => partsAt(level), nameOf })).toMatchObject(expected);
});

test('a summary leaves out the words of a source that never shows them', () => {
  const items = [from(1, 'Ann'), from(2, 'Bank', { source: 'bank' })];
  const parts = ({ source }: { source: string }) => partsAt(source === 'bank' ? 'sender' : 'full');
  const { titled, senders } = composeSummary(items, { parts, nameOf });
  expect(titled.map(({ id }) => id)).toEqual(['id-1']);
  expect(senders.map(({ name }) => name)).toEqual(['Ann', 'Bank']);
});
