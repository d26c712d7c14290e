import { expect, test } from 'vitest';
import { IngestContent } from '#server/source';
import { toItem } from '../../../../../electron/sources/adapters/belfry/team-rows.ts';
import { notification } from '../../../../support/notification.ts';
import { samplesOf } from '../../../../support/samples.ts';

test('every field of a row of the team server reaches the inbox here, but the key by which it has folded it', () => {
  const fields = samplesOf(IngestContent);
  expect(toItem(notification(1, fields), 0).content).toEqual({ ...fields, dedupe_key: null });
});
