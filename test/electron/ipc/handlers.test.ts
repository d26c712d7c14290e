import { expect, test, vi } from 'vitest';
import { createHandlers } from '../../../electron/ipc/handlers.ts';
import type { Sources } from '../../../electron/sources/sources.ts';

const unused = () => expect.fail('not used here');

function setUp(inFront: boolean) {
  const seen = vi.fn();
  const sources = { seen } satisfies Pick<Sources, 'seen'>;
  const handlers = createHandlers({
    status: unused,
    transport: { sync: unused, list: unused, count: unused, act: unused, undo: unused, batches: unused },
    rules: unused,
    settings: { patch: unused },
    sources: sources as unknown as Sources,
    sight: { report: unused },
    sounds: { tryOut: unused },
    walk: { run: unused, openSettings: unused },
    record: { of: unused },
    chooseFile: unused,
    keyFiles: { save: unused, load: unused },
    inFront: () => inFront,
    run: unused,
    log: unused,
  });
  return { handlers, seen };
}

test('rows in a focused window count as seen', async () => {
  const { handlers, seen } = setUp(true);
  expect(await handlers['inbox.seen']({ ids: ['a', 'b'] })).toEqual({ ok: true, value: true });
  expect(seen).toHaveBeenCalledExactlyOnceWith(['a', 'b']);
});

test('rows in any other window do not count, whatever its page believes', async () => {
  const { handlers, seen } = setUp(false);
  expect(await handlers['inbox.seen']({ ids: ['a'] })).toEqual({ ok: true, value: false });
  expect(seen).not.toHaveBeenCalled();
});
