/** Fields with a shape of their own: what is read of any value, and that the schema of sends accepts nothing that is not kept. */
import fc from 'fast-check';
import { Value } from 'typebox/value';
import { describe, expect, test } from 'vitest';
import { cleanFields, type FIELDS, type Said, wholeFields } from '#server/rules/content';
import { SendRequest } from '#server/send';
import { IngestContent } from '#server/source';
import { arbitrarySend } from '../../support/arbitrary-send.ts';

const read = (fields: object) => cleanFields({ title: 'x', ...fields } as Said);
const X = 'https://x.example/';
const LABEL = { label: 'Go' };

test('everything that a sender may send is kept, and reading it again changes nothing', () => {
  fc.assert(
    fc.property(arbitrarySend, (send) => {
      expect(Value.Check(SendRequest, send)).toBe(true);
      const kept = cleanFields(send);
      expect(kept.actions.map(({ kind }) => kind)).toEqual((send.actions ?? []).map(({ kind }) => kind));
      expect(new Set(kept.actions.map(({ id }) => id)).size).toBe(kept.actions.length);
      expect(kept.attachments).toHaveLength(send.attachments?.length ?? 0);
      expect(kept.emergency).toEqual(send.emergency ?? null);
      expect(kept.expires_at === null).toBe(send.expires_at === undefined);
      expect(cleanFields(kept)).toEqual(kept);
      expect(wholeFields(kept)).toEqual(kept);
    }),
  );
});

test('of whatever stands there, what is read fits a source', () => {
  const word = fc.constantFrom(
    'open',
    'http',
    'copy',
    'event',
    'markdown',
    X,
    'GET',
    '2026-02-31T25:00Z',
    ' ',
  );
  const keys = ['id', 'label', 'kind', 'url', 'method', 'headers', 'body', 'text', 'event', 'name', 'retry'];
  const part = fc.oneof(word, fc.string({ unit: 'binary' }), fc.anything());
  const value = fc.oneof(part, fc.array(fc.oneof(part, fc.dictionary(fc.constantFrom(...keys), part))));
  const shapes = ['format', 'tags', 'actions', 'attachments', 'expires_at', 'emergency'];
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...shapes), value), (fields) => {
      const whole = wholeFields({ title: 'x', ...fields } as Said);
      expect(Value.Errors(IngestContent, whole)).toEqual([]);
      expect(wholeFields(whole)).toEqual(whole);
    }),
  );
});

describe('what has another shape is ignored', () => {
  test.each<[keyof typeof FIELDS, unknown]>([
    ...(['html', 7, null, ['markdown']] as const).map(
      (value) => ['format', value] as [keyof typeof FIELDS, unknown],
    ),
    ...(['urgent', { a: 1 }, 7, [[], {}, 7, null, ' ', '\u200b']] as const).map(
      (value) => ['tags', value] as [keyof typeof FIELDS, unknown],
    ),
    ['actions', { label: 'Go', kind: 'open', url: X }],
    ['actions', [null, 'Go', 7, []]],
    ['actions', [{ ...LABEL, url: X }]],
    ['actions', [{ ...LABEL, kind: 'call', url: X }]],
    ['actions', [{ label: ' ', kind: 'open', url: X }]],
    ['actions', [{ ...LABEL, kind: 'open', url: 'javascript:alert(1)' }]],
    ['actions', [{ ...LABEL, kind: 'http', url: 'mailto:a@b.c' }]],
    ['actions', [{ ...LABEL, kind: 'http', url: `${X}${'a'.repeat(2_000)}` }]],
    ['actions', [{ ...LABEL, kind: 'http', url: X, method: 'TRACE' }]],
    ['actions', [{ ...LABEL, kind: 'http', url: X, method: 'GET', body: 'a' }]],
    ['actions', [{ ...LABEL, kind: 'http', url: X, body: { a: 1 } }]],
    ['actions', [{ ...LABEL, kind: 'http', url: X, body: 'a'.repeat(4_001) }]],
    ['actions', [{ ...LABEL, kind: 'http', url: X, headers: { 'X-A': 'a\r\nX-B: b' } }]],
    ['actions', [{ ...LABEL, kind: 'http', url: X, headers: { 'X A': 'a' } }]],
    ['actions', [{ ...LABEL, kind: 'http', url: X, headers: JSON.parse('{"__proto__":"a"}') }]],
    ['actions', [{ ...LABEL, kind: 'copy', text: '\u0007' }]],
    ['actions', [{ ...LABEL, kind: 'event' }]],
    ['attachments', [{ name: 'a.pdf' }, { url: X }, { name: 'a', url: 'file:///etc/passwd' }, 'a.pdf']],
    ['expires_at', 'tomorrow'],
    ['expires_at', '2026-13-01T00:00:00Z'],
    ['expires_at', '2026-02-30T00:00:00Z'],
    ['expires_at', '2026-11-22 10:02:00'],
    ['expires_at', 1_800_000_000],
    ['emergency', true],
    ['emergency', { retry: 29, expire: 60 }],
    ['emergency', { retry: 30, expire: 0 }],
    ['emergency', { retry: 30.5, expire: 60 }],
  ])('%s: %j', (name, value) => {
    expect(read({ [name]: value })).toEqual(read({}));
  });
});

test('what can be read is cleaned', () => {
  expect(
    read({
      tags: [' a ', 'a', 'b\n', '\u0007', 'c'.repeat(60), ...Array.from({ length: 30 }, (_, n) => `${n}`)],
      actions: [
        { label: ' Go\u0007\n', kind: 'open', url: X, later: 'version' },
        { label: 'Go', kind: 'http', url: X, headers: {} },
        { ...LABEL, kind: 'broken' },
        { id: 'Go', label: 'Copy', kind: 'copy', text: 'rm\u001b[2J\r\nls' },
        { ...LABEL, kind: 'event', event: 'one too many' },
      ],
      attachments: [{ name: 'a\n', url: X, type: 'no type', size: -1 }],
      expires_at: '1950-01-01T00:00:00+01:00',
      emergency: { retry: 30, expire: 86_400 },
    }),
  ).toMatchObject({
    tags: ['a', 'b', 'c'.repeat(50), ...Array.from({ length: 17 }, (_, n) => `${n}`)],
    actions: [
      { id: 'Go', label: 'Go', kind: 'open', url: X },
      { id: 'Go 2', label: 'Go', kind: 'http', url: X, method: 'POST' },
      { id: 'Go 3', label: 'Copy', kind: 'copy', text: 'rm[2J\nls' },
    ],
    attachments: [{ name: 'a', url: X }],
    expires_at: '1970-01-01T00:00:00.000000Z',
    // Older versions let it insist for a day.
    emergency: { retry: 30, expire: 10_800 },
  });
});
