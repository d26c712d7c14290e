/** Hostile and plain Markdown: what becomes of it, and how much of it is shown at all. */
import { renderToStaticMarkup } from 'react-dom/server';
import { I18nextProvider } from 'react-i18next';
import { describe, expect, it } from 'vitest';
import { createI18n } from '../../../renderer/i18n/i18n.ts';
import { BOUNDS, type MarkdownNode } from '../../../renderer/ui/markdown/nodes.ts';
import { Nodes } from '../../../renderer/ui/markdown/nodes-view.tsx';
import { parseMarkdown } from '../../../renderer/ui/markdown/parse.ts';

const i18n = createI18n();
const html = (text: string): string => {
  const nodes = parseMarkdown(text);
  if (nodes === null) return 'PLAIN';
  return renderToStaticMarkup(
    <I18nextProvider i18n={i18n}>
      <Nodes nodes={nodes} tabIndex={0} />
    </I18nextProvider>,
  );
};
const seen = (text: string): string =>
  html(text)
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>');
const links = (text: string): readonly string[] =>
  [...html(text).matchAll(/href="([^"]*)"/g)].map(([, href = '']) => href);

const size = (nodes: readonly MarkdownNode[]): number =>
  nodes.reduce((sum, node) => sum + 1 + ('children' in node ? size(node.children) : 0), 0);

describe('a text', () => {
  it('has its headings, lists, tables, code and quotes', () => {
    const page = html(
      '# One\n\n- a\n- **b**\n\n3. c\n\n| x | y |\n| - | - |\n| 1 | 2 |\n\n> q\n\n`k`\n\n```\nf\n```',
    );
    for (const part of [
      '<h3',
      '<ul',
      '<li',
      '<strong',
      '<ol',
      'start="3"',
      '<table',
      '<th',
      '<td',
      '<blockquote',
    ])
      expect(page).toContain(part);
    expect(page).toMatch(/<code[^>]*>k<\/code>/);
    expect(page).toMatch(/<pre[^>]*>f<\/pre>/);
  });

  it('has no HTML of its sender', () => {
    expect(html('<img src=x onerror=alert(1)> <b>bold</b>\n\n<script>alert(1)</script>')).not.toMatch(
      /<(img|b|script)\b/,
    );
    expect(seen('<b>bold</b>')).toBe('<b>bold</b>');
  });
});

describe('a link', () => {
  it('leads to http, https or mail, and nowhere else', () => {
    expect(links('[a](https://a.example/x) [b](http://b.example/) [c](mailto:c@example.com)')).toEqual([
      'https://a.example/x',
      'http://b.example/',
      'mailto:c@example.com',
    ]);
    for (const address of [
      ...['javascript:alert(1)', 'JaVaScRiPt:alert(1)', '&#106;avascript:alert(1)', 'java\tscript:alert(1)'],
      ...[
        'data:text/html,x',
        'file:///etc/passwd',
        'vbscript:x',
        'smb://h/s',
        'belfry://enroll',
        '//h/x',
        '/x',
      ],
    ])
      expect(links(`[click](${address}) <${address}>`)).toEqual([]);
  });

  it('says where it really leads, unless its text says that', () => {
    expect(seen('[your bank](https://evil.example/login)')).toBe('your bank (evil.example)');
    expect(seen('[https://bank.example](https://evil.example)')).toBe('https://bank.example (evil.example)');
    expect(seen('[bank](https://bank.example@evil.example/)')).toBe('bank (evil.example)');
    expect(seen('[аррӏе.com](https://аррӏе.com/)')).toBe('аррӏе.com (xn--80ak6aa92e.com)');
    expect(seen('[evil.example](https://evil.example/)')).toBe('evil.example');
    expect(seen('<https://evil.example/a>')).toBe('https://evil.example/a');
    expect(seen('[write](mailto:me@example.com)')).toBe('write (me@example.com)');
  });

  it('is disguised by no mark that turns the direction', () => {
    expect(seen('[a\u202Eb](https://evil.example/\u202Egpj.exe)')).toBe('ab (evil.example)');
    expect(html('x\u2066y\u2069 `\u202Ez`')).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/);
  });

  it('is what a plain address is, too', () => {
    expect(links('See https://a.example/b(c), and (http://d.example).')).toEqual([
      'https://a.example/b(c)',
      'http://d.example/',
    ]);
  });
});

it('a picture is not loaded: it is a link to it', () => {
  expect(html('![a cat](https://p.example/cat.png)')).not.toContain('<img');
  expect(seen('![a cat](https://p.example/cat.png)')).toBe('a cat (p.example)');
  expect(links('![](https://p.example/cat.png)')).toEqual(['https://p.example/cat.png']);
});

describe('too much of it', () => {
  it.each(['[', '>', '*', '**a ', '`', '![', '](', '<a ', '\\', '| a ', '# \n', '_a*', '&amp;', '\n\n- x'])(
    '64 KiB of %j is shown as it is written, without being parsed',
    (unit) => {
      expect(parseMarkdown(unit.repeat(Math.ceil(65_536 / unit.length)))).toBeNull();
    },
  );

  it('is more nodes, or deeper ones, than are shown', () => {
    const within = parseMarkdown('a **b** '.repeat(400));
    expect(within && size(within)).toBeLessThanOrEqual(BOUNDS.nodes);
    expect(parseMarkdown('a https://b.example/ '.repeat(600))).not.toBeNull();
    expect(parseMarkdown(`${'> '.repeat(10)}deep`)).not.toBeNull();
    expect(parseMarkdown(`${'> '.repeat(30)}deep`)).toBeNull();
    expect(parseMarkdown(`${'> '.repeat(150)}too deep for the parser`)).toBeNull();
  });
});
