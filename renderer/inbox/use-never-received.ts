import { useEffect, useState } from 'react';
import { useStore, useWindowState } from '../state/state.tsx';

/** Whether no notification has ever arrived, as far as can be told: an empty inbox, and nothing archived either. */
export function useNeverReceived(inboxEmpty: boolean): boolean | 'unknown' {
  const { lists } = useWindowState();
  const { loading } = useStore(lists);
  const [nothingArchived, setNothingArchived] = useState<boolean | 'unknown'>('unknown');
  useEffect(() => {
    if (!inboxEmpty) return;
    let left = false;
    void lists.isEmpty('archived').then((empty) => {
      // Where it cannot be told, the plain empty inbox is the lesser promise.
      if (!left) setNothingArchived(empty ?? false);
    });
    return () => {
      left = true;
      setNothingArchived('unknown');
    };
  }, [inboxEmpty, lists]);
  if (!inboxEmpty) return false;
  return loading ? 'unknown' : nothingArchived;
}
