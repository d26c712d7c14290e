import { ArrowLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from './IconButton.tsx';
import { useEscape } from './use-escape.ts';

/** The header of a page: the way back, which is Escape's too, the title, and further buttons. */
export function PageHeader(props: {
  readonly title: string;
  /** Says where the arrow leads. */
  readonly back: string;
  readonly onBack: () => void;
  readonly children?: ReactNode;
}) {
  const owner = useEscape<HTMLElement>(props.onBack);
  return (
    <header {...owner} className="flex h-12 shrink-0 items-center gap-1.5 border-b border-line px-2.5">
      <IconButton icon={ArrowLeft} label={props.back} className="rtl:-scale-x-100" onClick={props.onBack} />
      <h1
        tabIndex={-1}
        data-focus-home=""
        className="min-w-0 flex-1 truncate text-[17px] font-semibold tracking-tight outline-none"
        dir="auto"
      >
        {props.title}
      </h1>
      {props.children}
    </header>
  );
}
