import { Value } from 'typebox/value';
import { expect, test } from 'vitest';
import { IngestContent, IngestItem } from '#server/source';
import { toItem } from '../../../../../electron/sources/adapters/belfry/team-rows.ts';
import { notification } from '../../../../support/notification.ts';
import { samplesOf } from '../../../../support/samples.ts';

test('every field of a row of the team server reaches the inbox here, but the key by which it has folded it', () => {
  const fields = samplesOf(IngestContent);
  expect(toItem(notification(1, fields), 0).content).toEqual({ ...fields, dedupe_key: null });
});

test('what a newer team server says about a row keeps none of its rows out', () => {
  const newer = {
    ended: 'merged',
    verdict: { rule: null, do: 'translated', why: 'x' },
    format: 'rich',
    later: 1,
  };
  const item = toItem(notification(1, newer as never), 0);
  expect(Value.Check(IngestItem, item)).toBe(true);
  expect(item).toMatchObject({ ended: null, verdict: { do: 'translated' }, content: { format: 'text' } });
  expect(toItem(notification(1, { ended: 'withdrawn' }), 0).ended).toBe('withdrawn');
});
