import { ImageOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Marked } from '../../inbox/search/search.tsx';
import { type MarkdownNode, type MarkdownTag, textOf } from './nodes.ts';
import { TextLink } from './TextLink.tsx';

const LOOKS: Readonly<Record<MarkdownTag, string>> = {
  ...{ p: '', h: 'font-semibold text-ink', blockquote: 'border-s-2 border-control ps-3 text-soft' },
  ...{ ul: 'list-disc ps-5', ol: 'list-decimal ps-6', li: 'ps-0.5' },
  ...{ strong: 'font-semibold', em: 'italic', s: 'line-through' },
  ...{
    table: 'block max-w-full overflow-x-auto text-start',
    thead: '',
    tbody: '',
    tr: 'border-b border-line',
  },
  ...{ th: 'px-2 py-1 text-start font-semibold', td: 'px-2 py-1 text-start' },
};

interface NodesProps {
  readonly nodes: readonly MarkdownNode[];
  readonly tabIndex: number;
}

function Picture({
  href,
  alt,
  tabIndex,
}: {
  readonly href: string;
  readonly alt: string;
  readonly tabIndex: number;
}) {
  const { t } = useTranslation('window');
  const name = alt === '' ? t('reading.picture') : alt;
  return (
    <span className="inline-flex max-w-full flex-wrap items-center gap-x-1.5 rounded-md border border-line px-2 py-0.5 text-[13px]">
      <ImageOff aria-hidden className="size-3.5 shrink-0 text-muted" />
      <TextLink href={href} text={name} tabIndex={tabIndex} />
    </span>
  );
}

function Node({ node, tabIndex }: { readonly node: MarkdownNode; readonly tabIndex: number }) {
  switch (node.kind) {
    case 'text':
      return <Marked text={node.text} />;
    case 'break':
      return <br />;
    case 'rule':
      return <hr className="border-line" />;
    case 'code':
      return (
        <code dir="ltr" className="rounded bg-hover px-1 font-mono text-[0.92em] wrap-anywhere">
          {node.text}
        </code>
      );
    case 'block':
      return (
        <pre
          dir="ltr"
          className="overflow-x-auto rounded-md border border-line bg-surface p-2.5 text-start font-mono text-xs"
        >
          {node.text}
        </pre>
      );
    case 'link':
      return (
        <TextLink href={node.href} text={textOf(node.children)} tabIndex={tabIndex}>
          <Nodes nodes={node.children} tabIndex={tabIndex} />
        </TextLink>
      );
    case 'picture':
      return <Picture href={node.href} alt={node.alt} tabIndex={tabIndex} />;
    case 'element': {
      const Tag = node.tag === 'h' ? 'h3' : node.tag;
      return (
        <Tag dir="auto" className={LOOKS[node.tag]} {...(node.start !== undefined && { start: node.start })}>
          <Nodes nodes={node.children} tabIndex={tabIndex} />
        </Tag>
      );
    }
    default:
      return node satisfies never;
  }
}

/** Parts of a formatted text. */
export function Nodes({ nodes, tabIndex }: NodesProps) {
  return nodes.map((node, index) => <Node key={index} node={node} tabIndex={tabIndex} />);
}
