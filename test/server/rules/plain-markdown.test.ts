import { expect, it } from 'vitest';
import { plainMarkdown } from '#server/rules/text/plain-markdown';

it.each([
  ['# Deploy **failed** #', 'Deploy failed'],
  [
    'See [the run](https://ci.example/7) and ![a chart](https://ci.example/c.png).',
    'See the run and a chart.',
  ],
  ['- one\n* two\n- [x] three\n1. four', '• one\n• two\n• three\n1. four'],
  ['> quoted\n> > twice', 'quoted\ntwice'],
  ['`code` and ~~gone~~ _soft_ __loud__', 'code and gone soft loud'],
  ['```sh\n# as it is\n```\nafter', '# as it is\nafter'],
  ['a\n\n---\n\nb', 'a\n\n\nb'],
  ['| a | b |\n| - | - |\n| 1 | 2 |', '| a | b |\n| 1 | 2 |'],
  ['snake_case_name and 2 * 3 * 4', 'snake_case_name and 2 * 3 * 4'],
  ['\\*not bold\\*', '*not bold*'],
  ['<https://ci.example/7>', 'https://ci.example/7'],
  ['plain', 'plain'],
])('%j is %j', (text, plain) => {
  expect(plainMarkdown(text)).toBe(plain);
});

it('does not lose what it cannot read', () => {
  for (const unit of ['[', '>', '*', '`', '](', '**a ', '_', '<https://', '~~'])
    expect(plainMarkdown(`x ${unit.repeat(10_000)} y`)).toMatch(/^x.*y$/s);
});
