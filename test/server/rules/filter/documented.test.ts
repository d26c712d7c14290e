import fs from 'node:fs';
import { expect, test } from 'vitest';
import { parseFilter } from '#server/rules/filter/filter';
import { HAS, IS } from '../../../../server/contract/rules/filter/ast.ts';

const PAGE = fs.readFileSync(new URL('../../../../server/docs/filters.md', import.meta.url), 'utf8');
const TERMS = PAGE.split('\n')
  .filter((line) => line.startsWith('| `'))
  .flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, term]) => term ?? ''));

test.each(TERMS)('the documented term %s is understood', (term) => {
  expect(parseFilter(term)).toMatchObject({ filter: [{ not: false }], remarks: [] });
});

test('every state and part is documented', () => {
  for (const term of [...IS.map((is) => `is:${is}`), ...HAS.map((has) => `has:${has}`)])
    expect(TERMS).toContain(term);
});
