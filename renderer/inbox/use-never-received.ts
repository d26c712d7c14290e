import { useEffect, useState } from 'react';
import { useStore, useWindowState } from '../state/state.tsx';

/** Whether no notification has ever arrived, as far as is known: the inbox and the archive are empty. */
export function useNeverReceived(inboxEmpty: boolean): boolean | 'unknown' {
  const { lists } = useWindowState();
  const { loading } = useStore(lists);
  const [nothingArchived, setNothingArchived] = useState<boolean | 'unknown'>('unknown');
  useEffect(() => {
    if (!inboxEmpty) return;
    let left = false;
    void lists.isEmpty('archived').then((empty) => {
      // If that is not known, the plain empty inbox promises less.
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
