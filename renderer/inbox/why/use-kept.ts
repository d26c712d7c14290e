import { useEffect, useState } from 'react';
import type { Kept } from '#app/rules/decisions';
import type { Notification } from '#server/notification';
import { useWindowState } from '../../state/state.tsx';

/** How often it is looked up again while it is shown, in milliseconds: a toast leaves the screen without a change of its row. */
const AGAIN = 2_000;

/** What was decided about a notification. `kept`: null while it is being looked up. */
export function useKept({ id }: Pick<Notification, 'id'>) {
  const { actions } = useWindowState();
  const [kept, setKept] = useState<readonly Kept[] | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let shown = true;
    async function look(): Promise<void> {
      const result = await actions.decisionsOf(id);
      if (!shown) return;
      setFailed(!result.ok);
      if (result.ok) setKept(result.value);
    }
    void look();
    const timer = setInterval(() => void look(), AGAIN);
    return () => {
      shown = false;
      clearInterval(timer);
    };
  }, [actions, id]);
  return { kept, failed };
}
