import { useStore } from '../ui/use-store.ts';
import { Key } from './Key.tsx';
import { useDispatcher, useKeymap } from './use-commands.ts';
import { useCommandTitle } from './use-title.ts';

/** While a sequence of keys has begun: how it can go on. */
export function SequenceHint() {
  const titleOf = useCommandTitle();
  const keymap = useKeymap();
  const begun = useStore(useDispatcher().begun);
  return (
    <div
      role="status"
      className="pointer-events-none absolute inset-x-0 bottom-3 z-50 flex justify-center px-3"
    >
      {begun === null ? null : (
        <dl className="flex flex-wrap items-center gap-x-4 gap-y-1.5 rounded-lg bg-ink px-3 py-2 text-xs text-canvas shadow-float">
          {keymap.after(begun).map(({ id, rest }) => (
            <div key={`${id} ${rest}`} className="flex items-center gap-1.5">
              <dt className="opacity-70">
                <Key keys={`${begun} ${rest}`} />
              </dt>
              <dd>{titleOf(id)}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}
