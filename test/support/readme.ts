/** Fenced blocks of the README and its pages, which tests copy as their readers do. */
import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from './app.ts';

export type Block = Readonly<{ language: string; code: string }>;

/** Of one page, by its path in the repository. */
export const pageText = (page: string): string => fs.readFileSync(path.join(ROOT, page), 'utf8');

export const pageBlocks = (page: string): readonly Block[] =>
  [...pageText(page).matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = '', code = '']) => ({
    language,
    code,
  }));
