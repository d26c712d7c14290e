import type { ReactNode } from 'react';
import { linkTarget, namesTarget } from './links.ts';

interface TextLinkProps {
  readonly href: string;
  /** What the link says. */
  readonly text: string;
  readonly tabIndex: number;
  readonly children?: ReactNode;
}

/** A link in a text of a sender, and after it where it really leads, unless it says that itself. Main opens it, or refuses. */
export function TextLink({ href, text, tabIndex, children = text }: TextLinkProps) {
  return (
    <>
      <a
        href={href}
        target="_blank"
        rel="noreferrer"
        tabIndex={tabIndex}
        draggable={false}
        className="text-accent underline decoration-1 underline-offset-2 wrap-anywhere"
        onClick={(event) => event.stopPropagation()}
      >
        {children}
      </a>
      {namesTarget(text, href) ? null : (
        <span dir="ltr" className="text-xs text-muted wrap-anywhere">
          {' '}
          ({linkTarget(href)})
        </span>
      )}
    </>
  );
}
