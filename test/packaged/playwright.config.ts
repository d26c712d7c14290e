import path from 'node:path';
import { defineConfig } from '@playwright/test';
import { ROOT } from '../support/app.ts';

export default defineConfig({
  testDir: '.',
  outputDir: path.join(ROOT, 'test-results', 'packaged'),
  // One package is installed at a time.
  workers: 1,
  forbidOnly: process.env.CI !== undefined,
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
});
