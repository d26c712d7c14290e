import path from 'node:path';
import type { InlineConfig } from 'vite';

const ROOT = path.dirname(path.dirname(import.meta.dirname));

/** Native or provided by the runtime; everything else is bundled, because Node 20 cannot `require` ES modules. */
const EXTERNAL = ['electron', 'original-fs', 'better-sqlite3', 'libsql'];

/**
 * Parts of libraries that an entry never reaches, a fifth of its code: D-Bus objects described by XML, a bus that X names and
 * JSON schemas of settings files; X's extensions, its keys and a server of its own; Fastify's own compilers of schemas, and
 * requests without a network. All of what V8 reads at the start delays the tray, and stays in memory.
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
        // What is to be read when it is first needed would be read at the start.
        onLog(level, log, report) {
          if (log.code === 'INEFFECTIVE_DYNAMIC_IMPORT') throw new Error(log.message);
          report(level, log);
        },
        output: {
          format,
          // What is imported when first wanted shall not be read at the start.
          codeSplitting: format === 'es',
          chunkFileNames: '[name].js',
          // One character beyond Latin-1 would double the memory that V8 keeps the source in.
          charset: 'ascii',
          // V8 reads all of it before the first line runs: small is a quick start. Names are kept for the log's stacks.
          minify: { compress: true, mangle: { toplevel: true, keepNames: true }, codegen: true },
          entryFileNames: format === 'cjs' ? '[name].cjs' : '[name].js',
        },
      },
    },
  };
}
