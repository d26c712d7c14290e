import { resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
const CONTRACTS = ['electron', 'server'].map((room) => resolve(root, room, 'contract') + sep);
const RULES = CONTRACTS.map((folder) => resolve(folder, 'rules') + sep);

const isIn = (folders: readonly string[], id: string): boolean =>
  folders.some((folder) => resolve(id).startsWith(folder));

/**
 * The window may use the contracts as types only, but for their rules: a value import would pull schemas, and with them a
 * library, into it.
 * Type imports are gone before the bundler resolves anything, so that whatever still resolves to a contract is a value.
 */
export function refuseContractValues(): Plugin {
  return {
    name: 'belfry:refuse-contract-values',
    enforce: 'pre',
    async resolveId(source, importer, options) {
      if (importer === undefined) return null;
      const resolved = await this.resolve(source, importer, { ...options, skipSelf: true });
      if (resolved !== null && isIn(CONTRACTS, resolved.id) && !isIn(RULES, resolved.id)) {
        this.error(`${importer} imports a value of the contract ${source}; use "import type"`);
      }
      return resolved;
    },
  };
}

export default defineConfig({
  root: resolve(root, 'renderer'),
  base: './',
  plugins: [refuseContractValues(), react(), tailwindcss()],
  build: {
    outDir: resolve(root, 'dist/renderer'),
    emptyOutDir: true,
    target: 'chrome130',
    // The window has no network, and its policy allows no inline script; the polyfill would fetch.
    modulePreload: { polyfill: false },
    // One character beyond Latin-1 would double the memory that V8 keeps the source in.
    rolldownOptions: { output: { charset: 'ascii' } },
  },
});
