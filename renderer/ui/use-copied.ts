import { useEffect, useState } from 'react';

/** How long “Copied” is shown, in milliseconds. */
const SAID = 2_000;

/** Whether something has just been copied, and a setter for that. */
export function useCopied(): readonly [copied: boolean, setCopied: (copied: boolean) => void] {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SAID);
    return () => clearTimeout(timer);
  }, [copied]);
  return [copied, setCopied];
}
