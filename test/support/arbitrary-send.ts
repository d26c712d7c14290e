/** Sends with any valid value in the fields that have a shape of their own. */
import fc from 'fast-check';
import { ACTION_LIMITS, HEADER_NAME, METHODS } from '#server/rules/content/actions';
import { ATTACHMENT_LIMITS } from '#server/rules/content/attachments';
import { EMERGENCY, FORMATS, TAG_LIMITS } from '#server/rules/content/parts';
import { isBlank } from '#server/rules/text/shown-text';
import { cleanText } from '#server/rules/text/text';
import type { SendRequest } from '#server/send';

const text = (maxLength: number) => fc.string({ unit: 'binary', maxLength, size: 'max' });
const line = (maxLength: number) =>
  fc
    .oneof(fc.constantFrom('Open', ' Open\n', 'Open 2', '\u{1f600}'), text(maxLength))
    .filter((one) => !isBlank(one));
const address = fc.webUrl({ withQueryParameters: true }).filter(({ length }) => length <= 2_000);
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const header = fc.stringMatching(/^[\t\x20-\x7e\x80-\xff]*$/, { maxLength: 100 });
const headerName = fc
  .stringMatching(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,20}$/)
  .filter((name) => new RegExp(HEADER_NAME).test(name));
const headers = fc.dictionary(headerName, header, { maxKeys: ACTION_LIMITS.headers });

const named = { id: optional(line(ACTION_LIMITS.id)), label: line(ACTION_LIMITS.label) };
const action = fc.oneof(
  fc.record({
    ...named,
    kind: fc.constant('open' as const),
    url: fc.oneof(address, fc.constant('mailto:a@b.c')),
  }),
  fc
    .record({
      ...named,
      ...{ kind: fc.constant('http' as const), url: address, method: optional(fc.constantFrom(...METHODS)) },
      ...{ headers: optional(headers), body: optional(text(ACTION_LIMITS.body / 20)) },
    })
    .filter(({ method, body }) => method !== 'GET' || body === undefined),
  fc.record({
    ...{ ...named, kind: fc.constant('copy' as const) },
    text: text(200).filter((one) => cleanText(one) !== ''),
  }),
  fc.record({ ...named, kind: fc.constant('event' as const), event: line(ACTION_LIMITS.event) }),
);
const attachment = fc.record({
  ...{ name: line(ATTACHMENT_LIMITS.name), url: address, size: optional(fc.maxSafeNat()) },
  type: optional(fc.constantFrom('text/plain', 'image/svg+xml', 'text/plain; charset=utf-8')),
});
const seconds = ({ least, most }: Readonly<{ least: number; most: number }>) =>
  fc.integer({ min: least, max: most });
const time = fc
  .tuple(
    fc.date({ min: new Date('2100-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
    fc.constantFrom('Z', '456789Z', '+13:45', '-14:00'),
  )
  .map(([date, end]) => date.toISOString().replace('Z', end));

/** As JSON carries it. */
export const arbitrarySend: fc.Arbitrary<SendRequest> = fc
  .record({
    title: fc.constant('Build finished'),
    format: optional(fc.constantFrom(...FORMATS)),
    tags: optional(fc.array(text(TAG_LIMITS.tag), { maxLength: TAG_LIMITS.tags })),
    sender: optional(line(200)),
    actions: optional(fc.array(action, { maxLength: ACTION_LIMITS.actions })),
    attachments: optional(fc.array(attachment, { maxLength: ATTACHMENT_LIMITS.attachments })),
    expires_at: optional(time),
    emergency: optional(fc.record({ retry: seconds(EMERGENCY.retry), expire: seconds(EMERGENCY.expire) })),
  })
  .map((send) => JSON.parse(JSON.stringify(send)));
