import { partsAt } from '#server/rules/decide/privacy';
import type { Privacy } from '#server/rules/lines';
import type { Sketch } from '../../electron/delivery/toasts/toast.ts';
import { createTranslate, type Translate } from '../../electron/i18n/i18n.ts';

/** How toasts look at a level of privacy, where sources have no names. */
export const sketchOf = (level: Privacy = 'full', t: Translate = createTranslate()): Sketch => ({
  parts: () => partsAt(level),
  nameOf: ({ sender }) => sender ?? null,
  t,
});
