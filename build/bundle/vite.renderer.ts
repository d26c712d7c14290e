import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** TypeBox (the contracts' schemas), Node and Electron do not run in the window. */
const FOREIGN = /^(?:typebox(?:\/|$)|electron(?:\/|$)|node:)/;

/**
 * Fails the build if the window imports a value from such a module, directly or through other modules. The bundler does not see
 * type imports.
 */
export function refuseForeignModules(): Plugin {
  return {
    name: 'belfry:refuse-foreign-modules',
    enforce: 'pre',
    resolveId(source, importer) {
      if (FOREIGN.test(source))
        this.error(`${importer ?? 'The window'} imports ${source}, which does not run in the window`);
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
    // The window loads from disk; Vite's limit is for the web.
    chunkSizeWarningLimit: 1_000,
    target: 'chrome130',
    // The polyfill would fetch, but the window has no network, and its policy allows no inline script.
    modulePreload: { polyfill: false },
    // A single character beyond Latin-1 would double the memory that V8 needs for the source.
    rolldownOptions: { output: { charset: 'ascii' } },
  },
});
