import type { ReactNode } from 'react';
import { linkTarget, namesTarget } from '#server/rules/text/links';

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
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: it only keeps the click from opening the row; Enter follows the link. */}
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
