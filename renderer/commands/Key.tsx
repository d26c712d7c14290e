import { chordsOf, keyLabel } from './keys.ts';

/** Keys as caps, one for each that is pressed. */
export function Key({ keys }: { readonly keys: string }) {
  return (
    <kbd className="inline-flex gap-1 font-sans whitespace-nowrap">
      {chordsOf(keys).map((chord, index) => (
        <span
          // The same key may come twice.
          key={`${index} ${chord}`}
          className="min-w-5 rounded border border-line bg-surface px-1.5 text-center text-[11px] leading-[18px] text-soft"
        >
          {keyLabel(chord)}
        </span>
      ))}
    </kbd>
  );
}
