/** `npm run words` writes down what each text is filled in with: TypeScript reads JSON, but not the placeholders in it. */
import fs from 'node:fs';
import path from 'node:path';
import { MAIN, WINDOW } from '#app/i18n/english';
import { placeholdersIn, textsIn } from '#app/i18n/texts';

export const PLACEHOLDERS_FILE = path.join(
  path.dirname(import.meta.dirname),
  'electron/contract/i18n/placeholders.ts',
);

/** The source of that file, as it should be. */
export function placeholdersSource(): string {
  const texts = new Map([...MAIN, ...WINDOW].flatMap((tree) => [...textsIn(tree)]));
  const lines = [...texts]
    .map(([key, text]) => [key, placeholdersIn(text).join(' ')] as const)
    .filter(([, placeholders]) => placeholders !== '')
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, placeholders]) => `  ${/^\w+$/.test(key) ? key : `'${key}'`}: '${placeholders}';`);
  return `/** What texts are filled in with. Written by \`npm run words\`. */\nexport interface Placeholders {\n${lines.join('\n')}\n}\n`;
}

if (import.meta.main) fs.writeFileSync(PLACEHOLDERS_FILE, placeholdersSource());
