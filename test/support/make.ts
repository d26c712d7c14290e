/** Small valid things, so that a test names only what it is about. */
import type { SendRequest } from '#server/send';
import type { Content } from '../../server/storage/storage.ts';

export const makeSend = (overrides: Partial<SendRequest> = {}): SendRequest => ({
  title: 'Build finished',
  ...overrides,
});

export const makeContent = (overrides: Partial<Content> = {}): Content => ({
  source: 'local',
  type: 'notification',
  title: 'Build finished',
  message: '',
  url: null,
  icon: null,
  priority: 3,
  group_key: null,
  dedupe_key: null,
  external_id: null,
  data: '{}',
  envelope: null,
  reply: null,
  ...overrides,
});
