import type { Colour } from '#app/source-definition';

/** Where the desktop forces its colours, these stay: each tells a source from the others. */
const KEPT = 'forced-color-adjust-none';
/** Of this computer, in the place of a source. */
export const LOCAL_COLOUR = `bg-control ${KEPT}`;

/** The colour of a source, as the background of a dot or a bar. */
export const COLOURS: Readonly<Record<Colour, string>> = {
  blue: `bg-blue-500 ${KEPT}`,
  teal: `bg-teal-500 ${KEPT}`,
  green: `bg-green-500 ${KEPT}`,
  amber: `bg-amber-500 ${KEPT}`,
  red: `bg-red-500 ${KEPT}`,
  pink: `bg-pink-500 ${KEPT}`,
  violet: `bg-violet-500 ${KEPT}`,
  grey: `bg-zinc-500 ${KEPT}`,
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
