import path from 'node:path';
import { expect, type Page } from '@playwright/test';
import { ROOT } from '../support/app.ts';
import { patchSettings } from './inbox-page.ts';

/** Pictures of the window in light and dark for people to look at, in dist/screenshots. */
export async function shoot(page: Page, name: string): Promise<void> {
  for (const theme of ['dark', 'light'] as const) {
    await patchSettings(page, { theme });
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    const file = path.join(ROOT, 'dist', 'screenshots', `${name}-${theme}.png`);
    await page.screenshot({ path: file, animations: 'disabled' });
  }
}
