import { startTransition, useEffect, useState } from 'react';
import type { Notification } from '#server/notification';
import { Marked } from '../../inbox/search/search.tsx';
import { linkPieces } from './links.ts';
import type { MarkdownNode } from './nodes.ts';
import { Nodes } from './nodes-view.tsx';
import { TextLink } from './TextLink.tsx';

interface TextProps {
  readonly text: string;
  readonly tabIndex: number;
}

type Parse = (text: string) => readonly MarkdownNode[] | null;
let parse: Parse | null = null;

/** The parser, which is loaded when the first text needs it. */
const loadParser = async (): Promise<Parse> => {
  parse ??= (await import('./parse.ts')).parseMarkdown;
  return parse;
};

/** The parts of a text once they are known, after the text itself has been painted. */
function useNodes(text: string): readonly MarkdownNode[] | null {
  const [parsed, setParsed] = useState<Readonly<{ text: string; nodes: readonly MarkdownNode[] | null }>>();
  useEffect(() => {
    let shown = true;
    const timer = setTimeout(async () => {
      const nodes = (await loadParser())(text);
      if (shown) startTransition(() => setParsed({ text, nodes }));
    });
    return () => {
      shown = false;
      clearTimeout(timer);
    };
  }, [text]);
  return parsed?.text === text ? parsed.nodes : null;
}

/** A text as it is written; addresses in it are links. */
function Plain({ text, tabIndex }: TextProps) {
  return (
    <p dir="auto" className="text-start whitespace-pre-wrap">
      {linkPieces(text).map((piece, index) =>
        piece.href === null ? (
          <Marked key={index} text={piece.text} />
        ) : (
          <TextLink key={index} href={piece.href} text={piece.text} tabIndex={tabIndex} />
        ),
      )}
    </p>
  );
}

function Formatted({ text, tabIndex }: TextProps) {
  const nodes = useNodes(text);
  if (nodes === null) return <Plain text={text} tabIndex={tabIndex} />;
  return (
    <div dir="auto" className="flex flex-col gap-2 text-start [&_li>p]:inline">
      <Nodes nodes={nodes} tabIndex={tabIndex} />
    </div>
  );
}

/** The whole text of a notification, formatted if it is Markdown. */
export function MessageText(props: TextProps & { readonly format: Notification['format'] }) {
  const { format, ...rest } = props;
  return format === 'markdown' ? <Formatted {...rest} /> : <Plain {...rest} />;
}
