import { useEffect, useState } from 'react';
import type { CallArgs } from '#app/ipc';
import type { Preview } from '#app/source-view';
import { saidWords } from '#server/rules/own-rows';
import { useRowWords } from '../../i18n/use-row-words.ts';
import { useWindowState } from '../../state/state.tsx';

/** How long typing must rest before main is asked, in milliseconds. */
const PAUSE = 120;

/** What the main process makes of the template. The last answer stays until the next one. null: nothing to fill. */
export function usePreview(request: CallArgs['sources.preview'] | null): Preview | null {
  const { sources } = useWindowState();
  const words = useRowWords();
  const [preview, setPreview] = useState<Preview | null>(null);
  const asked = request === null ? null : JSON.stringify(request);
  useEffect(() => {
    if (asked === null) return setPreview(null);
    let isLate = false;
    const timer = setTimeout(async () => {
      const result = await sources.preview(JSON.parse(asked));
      if (!isLate) setPreview(result.ok ? result.value : null);
    }, PAUSE);
    return () => {
      isLate = true;
      clearTimeout(timer);
    };
  }, [sources, asked]);
  return preview === null ? null : { ...preview, ...saidWords(preview, words) };
}
