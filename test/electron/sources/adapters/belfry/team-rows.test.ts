import { Value } from 'typebox/value';
import { expect, test } from 'vitest';
import { IngestContent, IngestItem } from '#server/source';
import { toItem } from '../../../../../electron/sources/adapters/belfry/team-rows.ts';
import { notification } from '../../../../support/notification.ts';
import { samplesOf } from '../../../../support/samples.ts';

const TERMS = { generation: 0, takesChoice: true };

test('every field of a row of the team server reaches the inbox here, but the key by which it has folded it', () => {
  const fields = samplesOf(IngestContent);
  expect(toItem(notification(1, fields), TERMS).content).toEqual({ ...fields, dedupe_key: null });
});

test('what a newer team server says about a row keeps none of its rows out', () => {
  const newer = {
    ended: 'merged',
    verdict: { rule: null, do: 'translated', why: 'x' },
    format: 'rich',
    later: 1,
  };
  const item = toItem(notification(1, newer as never), TERMS);
  expect(Value.Check(IngestItem, item)).toBe(true);
  expect(item).toMatchObject({ ended: null, verdict: { do: 'translated' }, content: { format: 'text' } });
  expect(toItem(notification(1, { ended: 'withdrawn' }), TERMS).ended).toBe('withdrawn');
});

test('a server that takes no choices offers none; its other buttons stay', () => {
  const actions = [
    { id: 'yes', label: 'Approve', kind: 'event' as const, event: 'approved' },
    { id: 'go', label: 'Go', kind: 'open' as const, url: 'https://ci.example/' },
  ];
  const offered = (takesChoice: boolean) =>
    toItem(notification(1, { actions }), { generation: 0, takesChoice }).content?.actions;
  expect(offered(true)).toEqual(actions);
  expect(offered(false)).toEqual([actions[1]]);
});
