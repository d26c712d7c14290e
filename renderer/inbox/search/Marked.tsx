import { createContext, use, useMemo } from 'react';
import { excerptOf, needlesOf, piecesOf } from './highlight.ts';

const Words = createContext<readonly string[]>([]);

/** Marks the words of the search in everything below. */
export function MarkedWords(props: { readonly words: string; readonly children: React.ReactNode }) {
  const needles = useMemo(() => needlesOf(props.words), [props.words]);
  return <Words value={needles}>{props.children}</Words>;
}

/** A text with the words of the search highlighted. `excerpt`: starts shortly before the first of them. */
export function Marked({ text, excerpt = false }: { readonly text: string; readonly excerpt?: boolean }) {
  const needles = use(Words);
  if (needles.length === 0) return text;
  const pieces = piecesOf(text, needles);
  let at = 0;
  return (excerpt ? excerptOf(pieces) : pieces).map((piece) => {
    at += piece.text.length;
    return piece.hit ? (
      <mark key={at} className="rounded-xs bg-mark text-ink">
        {piece.text}
      </mark>
    ) : (
      piece.text
    );
  });
}
