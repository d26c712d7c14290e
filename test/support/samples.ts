/** A value for each field of a notification, and not its default: a number, or something that says it is a sample. */
import type { SendRequest } from '#server/send';
import type { IngestContent } from '#server/source';

type Fields = Required<IngestContent & Omit<SendRequest, 'to' | 'ack' | 'deliver_at' | 'delay'>>;

export const SAMPLES = {
  type: 'sample.type',
  title: 'A sample title',
  message: 'A sample message',
  url: 'https://example.com/sample',
  icon: 'https://example.com/sample.png',
  priority: 5,
  group_key: 'sample-group',
  dedupe_key: 'sample-key',
  reply: { via: 'http', url: 'https://example.com/sample-reply' },
  data: { sample: ['data'] },
  format: 'markdown',
  tags: ['sample', 'tags'],
  sender: 'A sample sender',
  actions: [
    {
      ...{ id: 'sample-action', label: 'A sample', kind: 'http', url: 'https://example.com/sample-action' },
      ...{ method: 'PUT', headers: { 'X-Sample': 'a' }, body: '{"sample":1}' },
    },
    { id: 'sample-event', label: 'Sample', kind: 'event', event: 'sample' },
  ],
  attachments: [
    { name: 'sample.pdf', url: 'https://example.com/sample.pdf', type: 'application/pdf', size: 7 },
  ],
  expires_at: '2099-11-22T10:02:00.000000Z',
  emergency: { retry: 60, expire: 3_600 },
  trimmed: true,
  phrases: { title: { phrase: 'sample', params: { sample: 'param', count: 3 } } },
  occurrences: 3,
} as const satisfies Fields;

/** The samples of these fields; a field that has none is an error. */
export function samplesOf(schema: Readonly<{ properties: object }>, ...without: readonly string[]) {
  const names = Object.keys(schema.properties).filter((name) => !without.includes(name));
  const missing = names.filter((name) => !Object.hasOwn(SAMPLES, name));
  if (missing.length > 0) throw new Error(`no sample for ${missing.join(', ')}: test/support/samples.ts`);
  return Object.fromEntries(Object.entries(SAMPLES).filter(([name]) => names.includes(name)));
}
