/** The README's fenced blocks, which tests copy as its readers do. */
import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from './app.ts';

export type Block = Readonly<{ language: string; code: string }>;

/** Of one chapter. */
export function readmeBlocks(chapter: string): readonly Block[] {
  const markdown = fs.readFileSync(path.join(ROOT, 'README.md'), 'utf8');
  const text = markdown.split(/^## /m).find((part) => part.startsWith(`${chapter}\n`)) ?? '';
  return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = '', code = '']) => ({
    language,
    code,
  }));
}
