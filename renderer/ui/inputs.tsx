import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';

/** The frame of a field; its border stands out from what is around it. */
export const FRAME = 'rounded-md border border-control bg-canvas';
export const BOX = `w-full ${FRAME} px-2 text-[13px] select-text placeholder:text-muted aria-invalid:border-bad-bar`;
export const INPUT = `h-8 ${BOX}`;

/** The problem of a field, or its hint. */
export function About(props: {
  readonly id: string;
  readonly problem: string | null;
  readonly hint?: ReactNode;
}) {
  const { id, problem, hint } = props;
  if (problem === null && (hint === undefined || hint === null)) return null;
  return (
    <p
      id={`${id}-about`}
      className={`mt-1 flex items-start gap-1.5 text-xs wrap-anywhere ${problem === null ? 'text-muted' : 'text-bad'}`}
    >
      {problem === null ? null : <CircleAlert aria-hidden className="mt-px size-3.5 shrink-0" />}
      {problem ?? hint}
    </p>
  );
}
