import { expect, test } from 'vitest';
import { createPresses } from '../../../electron/commands/press.ts';
import { OpenError } from '../../../electron/system/opener.ts';

const ACTIONS = [
  { id: 'Open', label: 'Open', kind: 'open', url: 'https://ci.example.com/7' },
  { id: 'Copy', label: 'Copy', kind: 'copy', text: '482913' },
  { id: 'Restart', label: 'Restart', kind: 'http', method: 'POST', url: 'https://ci.example.com/restart' },
];
const CHOICE = [{ id: 'Approve', label: 'Approve', kind: 'event', event: 'approved' }];

function setUp({ source = 'local', outside = true, actions = ACTIONS as object[] } = {}) {
  const done: unknown[] = [];
  const note =
    (what: string) =>
    async (...args: readonly unknown[]): Promise<never> =>
      void done.push([what, ...args]) as never;
  const allowed = new Set<string>();
  const link: { trouble: OpenError | null } = { trouble: null };
  const presses = createPresses({
    find: (id) => (id === 'n' ? { source, actions: actions as never } : undefined),
    opener: {
      async link(url) {
        if (link.trouble !== null) throw link.trouble;
        done.push(['link', url]);
      },
    },
    copy: (text) => void done.push(['copy', text]),
    client: () => ({ run: note('run') }),
    rights: {
      to: (_source, { origin }) => (allowed.has(origin) ? 'allowed' : 'unknown'),
      allow: (from, origin) => {
        allowed.add(origin);
        done.push(['allow', from, origin]);
      },
    },
    leadsOutside: async () => outside,
    read: note('read'),
    seen: (ids) => void done.push(['seen', ids]),
  });
  return { presses, done, link };
}

test('a link opens and a text is copied; then the notification is read', async () => {
  const { presses, done } = setUp();
  await presses.press('n', 'Open');
  await presses.press('n', 'Copy');
  expect(done).toEqual([
    ...[
      ['link', 'https://ci.example.com/7'],
      ['seen', ['n']],
      ['read', 'n'],
    ],
    ...[
      ['copy', '482913'],
      ['seen', ['n']],
      ['read', 'n'],
    ],
  ]);
});

test('a link that does not open leaves it unread', async () => {
  const { presses, done, link } = setUp();
  link.trouble = new OpenError('open_failed', '');
  await expect(presses.press('n', 'Open')).rejects.toBe(link.trouble);
  expect(done).toEqual([]);
});

test('a request to an address that was not allowed asks first, and nothing is sent', async () => {
  const { presses, done } = setUp();
  await expect(presses.press('n', 'Restart')).rejects.toMatchObject({ code: 'action_unknown' });
  expect(done).toEqual([]);
  await presses.allow('n', 'Restart', 'https://ci.example.com/restart');
  await presses.press('n', 'Restart');
  expect(done).toEqual([
    ['allow', 'local', 'https://ci.example.com'],
    ...[
      ['run', 'n', 'Restart'],
      ['seen', ['n']],
    ],
    ...[
      ['run', 'n', 'Restart'],
      ['seen', ['n']],
    ],
  ]);
});

test('its user allows the address that was shown: another address by now asks again', async () => {
  const { presses, done } = setUp();
  const allowed = presses.allow('n', 'Restart', 'https://ci.example.com/status');
  await expect(allowed).rejects.toMatchObject({ code: 'not_found' });
  await expect(presses.allow('n', 'Open', 'https://ci.example.com/7')).rejects.toMatchObject({
    code: 'not_found',
  });
  expect(done).toEqual([]);
});

test('a source elsewhere gets no question about a private address: allowing it would change nothing', async () => {
  const { presses, done } = setUp({ source: 's-team', outside: false });
  await expect(presses.press('n', 'Restart')).rejects.toMatchObject({ code: 'action_inside' });
  expect(done).toEqual([]);
  const local = setUp({ outside: false });
  await expect(local.presses.press('n', 'Restart')).rejects.toMatchObject({ code: 'action_unknown' });
});

test('a choice goes to the backend, which knows whether its sender can be told', async () => {
  const { presses, done } = setUp({ actions: CHOICE });
  await presses.press('n', 'Approve');
  expect(done).toEqual([
    ['run', 'n', 'Approve'],
    ['seen', ['n']],
  ]);
});

test('what is not there, or not of a kind that is known, is not found', async () => {
  const { presses } = setUp({ actions: [{ id: 'x', label: 'x', kind: 'shell', run: 'rm' }] });
  await expect(presses.press('n', 'x')).rejects.toMatchObject({ code: 'not_found' });
  await expect(presses.press('other', 'Open')).rejects.toMatchObject({ code: 'not_found' });
});
