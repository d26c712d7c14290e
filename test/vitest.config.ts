import os from 'node:os';
import { defineConfig } from 'vitest/config';

const PROPERTIES = new URL('support/properties.ts', import.meta.url).pathname;

export default defineConfig({
  plugins: [
    {
      name: 'same-cases',
      enforce: 'pre',
      resolveId: (id, importer) => (id === 'fast-check' && importer !== PROPERTIES ? PROPERTIES : null),
    },
  ],
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/{build,server,electron,renderer,integration}/**/*.test.{ts,tsx}'],
    environment: 'node',
    // Many wait for real parts: on two cores, Vitest's one at a time leaves both idle.
    maxWorkers: Math.max(2, os.availableParallelism() - 1),
    testTimeout: 60_000,
    // A loaded machine takes its time; Vitest's own second is too short.
    expect: { poll: { timeout: 30_000 } },
    hookTimeout: 60_000,
    restoreMocks: true,
    unstubEnvs: true,
  },
});
