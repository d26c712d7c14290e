import path from 'node:path';
import { defineConfig } from '@playwright/test';
import { ROOT } from '../support/app.ts';

const results = path.join(ROOT, 'test-results');

export default defineConfig({
  testDir: '.',
  outputDir: path.join(results, 'e2e'),
  // An Electron is several processes: two at a time keep two cores busy.
  workers: 2,
  fullyParallel: false,
  forbidOnly: process.env.CI !== undefined,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [['list'], ['json', { outputFile: path.join(results, 'playwright.json') }]],
});
