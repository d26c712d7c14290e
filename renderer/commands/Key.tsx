import { keyLabel } from './keys.ts';

/** Keys, as a tooltip or a list of commands shows them. */
export function Key({ keys }: { readonly keys: string }) {
  return <kbd className="font-sans whitespace-nowrap">{keyLabel(keys)}</kbd>;
}
