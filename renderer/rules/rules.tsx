import { useEffect } from 'react';
import { useStore, useWindowState } from '../state/state.tsx';
import { KeepAlive } from '../ui/KeepAlive.tsx';
import { RuleEditor } from './editor/editor.tsx';
import { RulesList } from './RulesList.tsx';

export { RuleLink } from './RuleLink.tsx';
export { useDecidesItself } from './use-decides-itself.ts';
export { useMutes } from './use-mutes.ts';

/** The page of rules and mutes, and the editors of rules. */
export function RulesPage() {
  const { rules, ruleTasks } = useWindowState();
  const tasks = useStore(ruleTasks);
  const inFront = tasks.at(-1);
  useEffect(() => rules.need(), [rules]);
  return (
    <>
      {tasks.map((open) => (
        <KeepAlive key={open.key} shown={open === inFront}>
          <RuleEditor open={open} />
        </KeepAlive>
      ))}
      <KeepAlive shown={inFront === undefined}>
        <RulesList />
      </KeepAlive>
    </>
  );
}
