import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** The library of the contracts' schemas, Node, and Electron: none of it runs in the window. */
const FOREIGN = /^(?:typebox(?:\/|$)|electron(?:\/|$)|node:)/;

/**
 * Fails the build where the window takes a value out of a module that is for other rooms, however far down the import is.
 * Type imports are gone before the bundler resolves anything.
 */
export function refuseForeignModules(): Plugin {
  return {
    name: 'belfry:refuse-foreign-modules',
    enforce: 'pre',
    resolveId(source, importer) {
      if (FOREIGN.test(source)) this.error(`${importer ?? 'The window'} brings ${source} into the window`);
      return null;
    },
  };
}

export default defineConfig({
  root: resolve(root, 'renderer'),
  base: './',
  plugins: [refuseForeignModules(), react(), tailwindcss()],
  build: {
    outDir: resolve(root, 'dist/renderer'),
    emptyOutDir: true,
    // It is read from the disk; Vite's limit is for the web.
    chunkSizeWarningLimit: 1_000,
    target: 'chrome130',
    // The window has no network, and its policy allows no inline script; the polyfill would fetch.
    modulePreload: { polyfill: false },
    // One character beyond Latin-1 would double the memory that V8 keeps the source in.
    rolldownOptions: { output: { charset: 'ascii' } },
  },
});
