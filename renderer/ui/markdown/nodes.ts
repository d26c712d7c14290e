/** More nodes, or deeper ones, are shown as plain text. */
export const BOUNDS = { nodes: 2_000, levels: 20 } as const;

/** `h`: a heading, of any level: the title of the notification is above all of them. */
export type MarkdownTag =
  | ('p' | 'h' | 'blockquote' | 'ul' | 'ol' | 'li' | 'strong' | 'em' | 's')
  | ('table' | 'thead' | 'tbody' | 'tr' | 'th' | 'td');

/** A part of a formatted text. No part has HTML, and each `href` is an http, https or mailto address. */
export type MarkdownNode =
  | Readonly<{ kind: 'text' | 'code' | 'block'; text: string }>
  | Readonly<{ kind: 'break' | 'rule' }>
  | Readonly<{ kind: 'link'; href: string; children: readonly MarkdownNode[] }>
  /** Not loaded: its sender would learn when it is read. */
  | Readonly<{ kind: 'picture'; href: string; alt: string }>
  /** `start`: the first number of an ordered list. */
  | Readonly<{ kind: 'element'; tag: MarkdownTag; start?: number; children: readonly MarkdownNode[] }>;

/** The text of the nodes, without their marks. */
export const textOf = (nodes: readonly MarkdownNode[]): string =>
  nodes
    .map((node) => ('text' in node ? node.text : 'children' in node ? textOf(node.children) : ''))
    .join('');
