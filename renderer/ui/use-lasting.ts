import { useEffect, useState } from 'react';

/** Whether `value` has been true for `delay` milliseconds. What passes sooner is not worth showing. */
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
