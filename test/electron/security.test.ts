import { expect, test, vi } from 'vitest';
import { createOpenExternal } from '../../electron/security.ts';

test.each(['https://example.org/a?b=c', 'http://localhost:3000/', 'mailto:somebody@example.org'])(
  '%s may be opened outside',
  async (url) => {
    const openExternal = vi.fn(async () => {});
    expect(await createOpenExternal({ shell: { openExternal } })(url)).toBe('opened');
    expect(openExternal).toHaveBeenCalledWith(url);
  },
);

test.each([
  'file:///etc/passwd',
  'javascript:alert(1)',
  'smb://server/share',
  'belfry-ui://app/index.html',
  'ms-msdt:/id',
  '/usr/bin/true',
  'https://',
  '',
])('%s may not', async (url) => {
  const openExternal = vi.fn(async () => {});
  expect(await createOpenExternal({ shell: { openExternal } })(url)).toBe('refused');
  expect(openExternal).not.toHaveBeenCalled();
});
