import { useEffect, useState } from 'react';

/** Whether `value` has held for `delay` milliseconds: what passes sooner is not worth a word. */
export function useLasting(value: boolean, delay: number): boolean {
  const [lasting, setLasting] = useState(false);
  useEffect(() => {
    if (!value) return;
    const timer = setTimeout(() => setLasting(true), delay);
    return () => {
      clearTimeout(timer);
      setLasting(false);
    };
  }, [value, delay]);
  return value && lasting;
}
