import path from 'node:path';
import { expect, type Page } from '@playwright/test';
import { ROOT } from '../support/app.ts';
import { patchSettings } from './inbox-page.ts';

/** For people to look at. */
export const PICTURES = path.join(ROOT, 'dist', 'screenshots');

/** The window as it is, in both themes. */
export async function shoot(page: Page, name: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await patchSettings(page, { theme });
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    await page.screenshot({ path: path.join(PICTURES, `${name}-${theme}.png`), animations: 'disabled' });
  }
}
