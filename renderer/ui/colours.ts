import type { Colour } from '#app/source-definition';

/** The colour of a source, as the background of a dot or a bar. */
export const COLOURS: Readonly<Record<Colour, string>> = {
  blue: 'bg-blue-500',
  teal: 'bg-teal-500',
  green: 'bg-green-500',
  amber: 'bg-amber-500',
  red: 'bg-red-500',
  pink: 'bg-pink-500',
  violet: 'bg-violet-500',
  grey: 'bg-zinc-500',
};

/** In the order in which they are offered and given to new sources. */
export const COLOUR_NAMES = [
  'blue',
  'teal',
  'green',
  'amber',
  'red',
  'pink',
  'violet',
  'grey',
] as const satisfies readonly Colour[];

/** The first colour that no source has; if all are taken, the least used one. */
export function freeColour(colours: readonly [Colour, ...Colour[]], taken: readonly Colour[]): Colour {
  const uses = (colour: Colour): number => taken.filter((other) => other === colour).length;
  return colours.reduce((best, colour) => (uses(colour) < uses(best) ? colour : best));
}
