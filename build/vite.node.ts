import path from 'node:path';
import type { InlineConfig } from 'vite';

const ROOT = path.dirname(import.meta.dirname);

/** Native or provided by the runtime; everything else is bundled, because Node 20 cannot `require` ES modules. */
const EXTERNAL = ['electron', 'better-sqlite3', 'libsql', 'x11'];

/** Bundles one entry for Electron's Node (main, utility process) or, as CommonJS, for a sandboxed preload script. */
export function nodeBundle(entry: string, outDir: string, format: 'es' | 'cjs'): InlineConfig {
  return {
    configFile: false,
    root: ROOT,
    logLevel: 'warn',
    ssr: { noExternal: true, external: EXTERNAL, target: 'node' },
    build: {
      ssr: entry,
      outDir,
      emptyOutDir: false,
      target: 'node20',
      minify: false,
      sourcemap: true,
      rolldownOptions: {
        external: EXTERNAL,
        output: {
          format,
          codeSplitting: false,
          entryFileNames: format === 'cjs' ? '[name].cjs' : '[name].js',
        },
      },
    },
  };
}
