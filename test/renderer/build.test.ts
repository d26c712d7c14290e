import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Rolldown } from 'vite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { refuseForeignModules } from '../../build/bundle/vite.renderer.ts';

const project = fileURLToPath(new URL('../..', import.meta.url));
let folder: string;

beforeEach(async () => {
  // Inside of the project, so that its import names resolve.
  folder = await mkdtemp(join(project, 'test/renderer/.build-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function bundle(source: string): Promise<string> {
  const entry = join(folder, 'entry.ts');
  await writeFile(entry, source);
  const output = await build({
    configFile: false,
    root: folder,
    logLevel: 'silent',
    plugins: [refuseForeignModules()],
    build: { write: false, lib: { entry, formats: ['es'] } },
  });
  const [result] = output as Rolldown.RolldownOutput[];
  return result?.output[0].code ?? '';
}

describe('the build of the window', () => {
  it.each([
    '#app/settings',
    '#server/inbox',
    '../../../electron/contract/commands.ts',
    'node:path',
    'electron',
  ])('refuses values of %s', async (name) => {
    await expect(bundle(`import * as all from '${name}'; console.log(all);`)).rejects.toThrow(
      /imports (typebox|node:path|electron), which does not run in the window/,
    );
  });

  it('takes their rules, which need no library', async () => {
    const code = await bundle("import { cursorOf } from '#server/rules/order'; console.log(cursorOf);");
    expect(code).toContain('surfaced_at');
  });

  it('takes their types', async () => {
    const code = await bundle("import type { View } from '#server/inbox'; export const view: View = 'done';");
    expect(code).toContain('done');
  });
});
