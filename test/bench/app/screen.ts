/** What the user sees: the desktop's screen, as Xvfb keeps it in a file. */
import fs from 'node:fs';
import path from 'node:path';
import type { Desktop } from '../../../build/desktop.ts';
import { until } from '../../support/poll.ts';

/** As `#rrggbb`. */
type Colour = `#${string}`;

const LOOK_EVERY_MS = 2;

/** Blue, green, red: the screen has 32 bits a pixel, the least significant byte first. */
const bytesOf = (colour: Colour): Buffer => Buffer.from(colour.slice(1), 'hex').reverse();

export interface Screen {
  shows(colour: Colour): boolean;
  /** @returns when it was first seen, as `performance.now()` @throws Error when it does not come */
  untilShown(colour: Colour): Promise<number>;
  untilGone(colour: Colour): Promise<void>;
  close(): void;
}

export function openScreen(desktop: Pick<Desktop, 'runtimeDir'>): Screen {
  const file = fs.openSync(path.join(desktop.runtimeDir, 'screen', 'Xvfb_screen0'), 'r');
  const pixels = Buffer.alloc(fs.fstatSync(file).size);
  const shows = (colour: Colour): boolean => {
    fs.readSync(file, pixels, 0, pixels.length, 0);
    return pixels.includes(bytesOf(colour));
  };
  const every = { every: LOOK_EVERY_MS };
  return {
    shows,
    untilShown: (colour) => until(`${colour} on the screen`, () => shows(colour) && performance.now(), every),
    untilGone: async (colour) => {
      await until(`${colour} to leave the screen`, () => !shows(colour), every);
    },
    close: () => fs.closeSync(file),
  };
}
