/** Small valid things, so that a test names only what it is about. */

import { LOCAL } from '#server/rules/content';
import type { SendRequest } from '#server/send';
import { type Content, toStored } from '../../server/storage/storage.ts';

export const makeSend = (overrides: Partial<SendRequest> = {}): SendRequest => ({
  title: 'Build finished',
  ...overrides,
});

export const makeContent = (overrides: Partial<Content> = {}): Content => ({
  ...toStored({ title: 'Build finished' }),
  source: LOCAL,
  external_id: null,
  envelope: null,
  ...overrides,
});
