import MarkdownIt, { type Token } from 'markdown-it';
import { linkPieces, safeLink, withoutBidi } from './links.ts';
import { BOUNDS, type MarkdownNode, type MarkdownTag } from './nodes.ts';

/** A text with more of these has more nodes than are shown: it is not parsed at all. */
const MARKS = /[*_[\]`<>&!\\|~#\n]/g;

const TAGS: Readonly<Record<string, MarkdownTag>> = {
  ...{ p: 'p', h1: 'h', h2: 'h', h3: 'h', h4: 'h', h5: 'h', h6: 'h', blockquote: 'blockquote' },
  ...{ ul: 'ul', ol: 'ol', li: 'li', strong: 'strong', em: 'em', s: 's' },
  ...{ table: 'table', thead: 'thead', tbody: 'tbody', tr: 'tr', th: 'th', td: 'td' },
};

type Open = Readonly<{ tag: MarkdownTag; start?: number; href?: string; hidden: boolean }> & {
  children: MarkdownNode[];
};

/** Too much of it: it is shown as it is written. */
class TooMuch extends Error {}

/** Without HTML, which is text; `validateLink` decides which links are links. */
function createParser() {
  const parser = new MarkdownIt('default', { html: false, linkify: false, maxNesting: 100 });
  parser.validateLink = (address) => safeLink(address) !== null;
  return parser;
}
let parser: ReturnType<typeof createParser> | null = null;

/** Collects the nodes of a text within the bounds. */
function createTree() {
  const root: Open = { tag: 'p', hidden: true, children: [] };
  const path: Open[] = [root];
  let count = 0;
  const top = (): Open => path.at(-1) ?? root;
  function add(node: MarkdownNode): void {
    count += 1;
    if (count > BOUNDS.nodes) throw new TooMuch();
    top().children.push(node);
  }
  return {
    root,
    text(text: string): void {
      const clean = withoutBidi(text);
      if (clean === '') return;
      const isLink = path.some(({ href }) => href !== undefined);
      for (const piece of isLink ? [{ text: clean, href: null }] : linkPieces(clean)) {
        if (piece.href === null) add({ kind: 'text', text: piece.text });
        else add({ kind: 'link', href: piece.href, children: [{ kind: 'text', text: piece.text }] });
      }
    },
    add,
    open(part: Omit<Open, 'children'>): void {
      path.push({ ...part, children: [] });
      if (path.filter(({ hidden }) => !hidden).length > BOUNDS.levels) throw new TooMuch();
    },
    close(): void {
      const { tag, start, href, hidden, children } = path.pop() ?? root;
      if (hidden) top().children.push(...children);
      else if (href !== undefined) add({ kind: 'link', href, children });
      else add({ kind: 'element', tag, children, ...(start !== undefined && { start }) });
    },
  };
}

function read(tokens: readonly Token[], tree: ReturnType<typeof createTree>): void {
  for (const token of tokens) {
    switch (token.type) {
      case 'inline':
        read(token.children ?? [], tree);
        break;
      case 'text':
      case 'text_special':
        tree.text(token.content);
        break;
      case 'softbreak':
      case 'hardbreak':
        tree.add({ kind: 'break' });
        break;
      case 'hr':
        tree.add({ kind: 'rule' });
        break;
      case 'code_inline':
      case 'code_block':
      case 'fence':
        tree.add({
          kind: token.type === 'code_inline' ? 'code' : 'block',
          text: withoutBidi(token.content).replace(/\n$/, ''),
        });
        break;
      case 'image': {
        const href = safeLink(String(token.attrGet('src') ?? ''));
        const alt = withoutBidi(token.content);
        if (href === null) tree.text(alt);
        else tree.add({ kind: 'picture', href, alt });
        break;
      }
      case 'link_open':
        tree.open({ tag: 'p', href: safeLink(String(token.attrGet('href') ?? '')) ?? '', hidden: false });
        break;
      default: {
        const tag = TAGS[token.tag];
        const start = Number(token.attrGet('start') ?? Number.NaN);
        if (token.nesting > 0)
          tree.open({
            tag: tag ?? 'p',
            hidden: tag === undefined || token.hidden,
            ...(tag === 'ol' && Number.isSafeInteger(start) && { start }),
          });
        else if (token.nesting < 0) tree.close();
        else if (token.content !== '') tree.text(token.content);
      }
    }
  }
}

/** The nodes of a Markdown text; null: it has more or deeper ones than are shown, and is shown as it is written. */
export function parseMarkdown(text: string): readonly MarkdownNode[] | null {
  let marks = 0;
  for (const _ of text.matchAll(MARKS)) {
    marks += 1;
    if (marks > BOUNDS.nodes) return null;
  }
  parser ??= createParser();
  const tree = createTree();
  try {
    read(parser.parse(text, {}), tree);
    return tree.root.children;
  } catch (error) {
    if (error instanceof TooMuch) return null;
    throw error;
  }
}
