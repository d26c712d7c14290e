import { useEffect, useState } from 'react';

/** How long it is said that something has been copied, in milliseconds. */
const SAID = 2_000;

/** Whether something was copied just now, and how to say so. */
export function useCopied(): readonly [copied: boolean, setCopied: (copied: boolean) => void] {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SAID);
    return () => clearTimeout(timer);
  }, [copied]);
  return [copied, setCopied];
}
