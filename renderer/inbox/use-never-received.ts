import { useEffect, useState } from 'react';
import { useStore, useWindowState } from '../state/state.tsx';

/** Whether no notification has ever arrived, as far as is known: nothing is in the inbox or done. */
export function useNeverReceived(inboxEmpty: boolean): boolean | 'unknown' {
  const { lists } = useWindowState();
  const { loading } = useStore(lists);
  const [nothingDone, setNothingDone] = useState<boolean | 'unknown'>('unknown');
  useEffect(() => {
    if (!inboxEmpty) return;
    let left = false;
    void lists.isEmpty('done').then((empty) => {
      // If that is not known, the plain empty inbox promises less.
      if (!left) setNothingDone(empty ?? false);
    });
    return () => {
      left = true;
      setNothingDone('unknown');
    };
  }, [inboxEmpty, lists]);
  if (!inboxEmpty) return false;
  return loading ? 'unknown' : nothingDone;
}
