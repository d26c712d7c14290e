import type { MouseEvent, ReactNode } from 'react';
import { useWindowState } from '../state/state.tsx';

interface RuleLinkProps {
  readonly id: string;
  readonly tabIndex?: number;
  readonly children: ReactNode;
}

/** Opens a rule. */
export function RuleLink({ id, tabIndex, children }: RuleLinkProps) {
  const { navigation, ruleTasks } = useWindowState();
  return (
    <button
      type="button"
      tabIndex={tabIndex}
      className="rounded text-start text-xs text-accent underline decoration-dotted underline-offset-2 wrap-anywhere hover:decoration-solid"
      onClick={(event: MouseEvent) => {
        // In a row, a click would open the row, too.
        event.stopPropagation();
        ruleTasks.open({ id });
        navigation.go('rules');
      }}
    >
      {children}
    </button>
  );
}
