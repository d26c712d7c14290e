import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/{build,contract,server,electron,renderer,integration}/**/*.test.{ts,tsx}'],
    environment: 'node',
    testTimeout: 20_000,
    // A loaded machine takes its time; Vitest's own second is too short.
    expect: { poll: { timeout: 10_000 } },
    hookTimeout: 30_000,
    restoreMocks: true,
    unstubEnvs: true,
  },
});
