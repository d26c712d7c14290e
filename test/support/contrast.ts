/** How far a picture stands out from what is behind it. https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
import { PNG } from 'pngjs';

type Colour = readonly number[];

/** What WCAG asks of symbols. */
const ENOUGH = 3;

function luminance(colour: Colour): number {
  const [red = 0, green = 0, blue = 0] = colour.map((channel) => {
    const value = channel / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** From 1, the same, to 21, black and white. */
export function contrast(a: Colour, b: Colour): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

/** Half as wide and high, as panels draw it. */
export function atPanelSize(image: PNG): PNG {
  const half = new PNG({ width: image.width / 2, height: image.height / 2 });
  for (let y = 0; y < half.height; y++) {
    for (let x = 0; x < half.width; x++) {
      const four = [0, 1].flatMap((down) =>
        [0, 1].map((right) => ((2 * y + down) * image.width + 2 * x + right) * 4),
      );
      const alpha = four.reduce((sum, at) => sum + (image.data[at + 3] ?? 0), 0);
      const to = (y * half.width + x) * 4;
      half.data[to + 3] = alpha / 4;
      for (let channel = 0; channel < 3; channel++) {
        const seen = four.reduce(
          (sum, at) => sum + (image.data[at + channel] ?? 0) * (image.data[at + 3] ?? 0),
          0,
        );
        half.data[to + channel] = alpha === 0 ? 0 : seen / alpha;
      }
    }
  }
  return half;
}

/**
 * Lays a picture on a colour.
 * @param panel like `#353535`
 * @returns how far within the picture's edges the part ends that stands out, in pixels at the worst edge, and its share
 */
export function outstanding(image: PNG, panel: string): Readonly<{ inset: number; share: number }> {
  const behind = [1, 3, 5].map((at) => Number.parseInt(panel.slice(at, at + 2), 16));
  const ink: [x: number, y: number][] = [];
  const seen: typeof ink = [];
  for (let y = 0; y < image.height; y++) {
    for (let x = 0; x < image.width; x++) {
      const at = (y * image.width + x) * 4;
      const opacity = (image.data[at + 3] ?? 0) / 255;
      if (opacity < 0.5) continue;
      ink.push([x, y]);
      const colour = behind.map((back, channel) => back + opacity * ((image.data[at + channel] ?? 0) - back));
      if (contrast(colour, behind) >= ENOUGH) seen.push([x, y]);
    }
  }
  const edges = (points: typeof ink): number[] =>
    [0, 1].flatMap((axis) => {
      const along = points.map((point) => point[axis] ?? 0);
      return [Math.max(...along), -Math.min(...along)];
    });
  const [whole, part] = [edges(ink), edges(seen)];
  return {
    inset: Math.max(...whole.map((edge, side) => edge - (part[side] ?? 0))),
    share: seen.length / ink.length,
  };
}
