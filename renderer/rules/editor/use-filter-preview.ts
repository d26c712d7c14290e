import { useEffect, useState } from 'react';
import type { Result } from '#app/result';
import type { Preview } from '#server/decisions';
import { useWindowState } from '../../state/state.tsx';

/** How long typing must rest before the backend is asked, in milliseconds. */
const PAUSE = 200;

/** What the backend finds with the filter; the last answer stays until the next one. null: there is none yet. */
export function useFilterPreview(filter: string): Result<Preview> | null {
  const { rules } = useWindowState();
  const [answer, setAnswer] = useState<Result<Preview> | null>(null);
  useEffect(() => {
    let isLate = false;
    const timer = setTimeout(async () => {
      const result = await rules.preview(filter);
      if (!isLate) setAnswer(result);
    }, PAUSE);
    return () => {
      isLate = true;
      clearTimeout(timer);
    };
  }, [rules, filter]);
  return answer;
}
