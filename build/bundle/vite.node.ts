import path from 'node:path';
import type { InlineConfig } from 'vite';

const ROOT = path.dirname(path.dirname(import.meta.dirname));

/** Native modules, and what the runtime provides. Everything else is bundled, because Node 20 cannot `require` ES modules. */
const EXTERNAL = ['electron', 'original-fs', 'better-sqlite3', 'libsql'];

/**
 * Parts of libraries that an entry never uses. They are a fifth of its code: for main, D-Bus objects described in XML, buses found
 * through X, JSON schemas of settings files, and X's extensions, key names and server; for the server, Fastify's schema compilers and
 * its requests without a network. V8 would read them at the start, which delays the tray, and hold them in memory.
 */
const ABSENT: Readonly<Record<string, readonly (string | RegExp)[]>> = {
  'electron/main.ts': [
    'xml2js',
    './address-x11',
    'ajv/dist/2020.js',
    'ajv-formats',
    /^\.\/(ext\/[\w-]+|keysyms|xserver)$/,
  ],
  'server/main.ts': ['@fastify/ajv-compiler', '@fastify/fast-json-stringify-compiler', 'light-my-request'],
};

/** Bundles one entry for Electron's Node (main, utility process) or, as CommonJS, for a sandboxed preload script. */
export function nodeBundle(entry: string, outDir: string, format: 'es' | 'cjs'): InlineConfig {
  return {
    configFile: false,
    root: ROOT,
    logLevel: 'warn',
    resolve: {
      alias: (ABSENT[entry] ?? []).map((find) => ({
        find,
        replacement: path.join(import.meta.dirname, 'absent.ts'),
      })),
    },
    ssr: { noExternal: true, external: EXTERNAL, target: 'node' },
    build: {
      ssr: entry,
      outDir,
      emptyOutDir: false,
      target: 'node20',
      sourcemap: true,
      rolldownOptions: {
        external: EXTERNAL,
        // Otherwise a module that should load on first use would silently load at the start.
        onLog(level, log, report) {
          if (log.code === 'INEFFECTIVE_DYNAMIC_IMPORT') throw new Error(log.message);
          report(level, log);
        },
        output: {
          format,
          // Modules that are imported on first use become separate files, which V8 does not read at the start.
          codeSplitting: format === 'es',
          chunkFileNames: '[name].js',
          // A single character beyond Latin-1 would double the memory that V8 needs for the source.
          charset: 'ascii',
          // V8 reads the whole file before it runs the first line, so a small file starts faster. Stacks in the log need the names.
          minify: { compress: true, mangle: { toplevel: true, keepNames: true }, codegen: true },
          entryFileNames: format === 'cjs' ? '[name].cjs' : '[name].js',
        },
      },
    },
  };
}
