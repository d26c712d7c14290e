import path from 'node:path';
import { defineConfig } from '@playwright/test';
import { ROOT } from '../support/app.ts';

export default defineConfig({
  testDir: '.',
  outputDir: path.join(ROOT, 'test-results', 'full'),
  // What a panel or daemon paints is looked for on the screen: that takes a machine which is not busy.
  workers: 1,
  forbidOnly: process.env.CI !== undefined,
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
});
