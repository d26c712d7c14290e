/** Shapes of Belfry's icons, as SVG paths on a 24 × 24 grid. Digits are strokes, so they need no font. */

/** The bell: crown, body and clapper. */
export const BELL = {
  body: 'M12 3.1C8.1 3.1 5.9 5.9 5.9 9.5C5.9 13.3 4.9 15.1 3.5 16.4C2.7 17.2 3.2 18.4 4.3 18.4H19.7C20.8 18.4 21.3 17.2 20.5 16.4C19.1 15.1 18.1 13.3 18.1 9.5C18.1 5.9 15.9 3.1 12 3.1Z',
  crown: 'M12 1.2A1.7 1.7 0 0 1 13.7 2.9V4.4H10.3V2.9A1.7 1.7 0 0 1 12 1.2Z',
  clapper: 'M8.9 20H15.1A3.1 3.1 0 0 1 8.9 20Z',
} as const;

/** Centre lines of the digits and the plus sign in a box of `width` × 10. Draw them as strokes. */
export const DIGITS: Readonly<Record<string, { readonly width: number; readonly path: string }>> = {
  1: { width: 3.2, path: 'M0 2.4L3.2 0V10' },
  2: { width: 6, path: 'M0.1 2.9A2.95 2.95 0 0 1 6 2.9C6 5.1 0.4 7.2 0 10H6.2' },
  3: { width: 6, path: 'M0.3 0H5.6L2.9 3.9C4.8 3.9 6 5.1 6 6.9A3.05 3.05 0 0 1 0 7.6' },
  4: { width: 6.6, path: 'M4.8 10V0L0 7H6.8' },
  5: { width: 6, path: 'M5.5 0H1L0.6 4.4C1.3 3.9 2.1 3.7 2.9 3.7C4.8 3.7 6 4.9 6 6.8A3.05 3.05 0 0 1 0 7.7' },
  6: { width: 6, path: 'M4.7 0C2.2 1.5 0 3.9 0 7A3 3 0 1 0 6 7A3 3 0 0 0 0.2 5.9' },
  7: { width: 6, path: 'M0 0H6L2.2 10' },
  8: {
    width: 6,
    path: 'M3 0A2.3 2.3 0 0 1 3 4.6A2.3 2.3 0 0 1 3 0ZM3 4.6A2.7 2.7 0 0 1 3 10A2.7 2.7 0 0 1 3 4.6Z',
  },
  9: { width: 6, path: 'M1.3 10C3.8 8.5 6 6.1 6 3A3 3 0 1 0 0 3A3 3 0 0 0 5.8 4.1' },
  '+': { width: 4, path: 'M2 3.1V7.1M0 5.1H4' },
};

export type Box = Readonly<{ x: number; y: number; height: number; stroke: number; gap?: number }>;

/**
 * Draws digits centred on `x`, `y`.
 * @param box centre, height of the digits and width of their strokes, in grid units
 */
export function writeDigits(text: string, box: Box, colour: string): string {
  const scale = (box.height - box.stroke) / 10;
  const gap = box.gap ?? box.stroke + 1;
  const glyphs = [...text].map((character) => {
    const glyph = DIGITS[character];
    if (glyph === undefined) throw new Error(`no glyph for ${character}`);
    return glyph;
  });
  const width = glyphs.reduce((sum, glyph) => sum + glyph.width * scale, 0) + gap * (glyphs.length - 1);
  let left = box.x - width / 2;
  const top = box.y - (10 * scale) / 2;
  const paths = glyphs.map((glyph) => {
    const path = `<path transform="translate(${left} ${top}) scale(${scale})" d="${glyph.path}" stroke-width="${box.stroke / scale}"/>`;
    left += glyph.width * scale + gap;
    return path;
  });
  return `<g fill="none" stroke="${colour}" stroke-linecap="round" stroke-linejoin="round">${paths.join('')}</g>`;
}
