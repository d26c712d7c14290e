import { BELL, type Box, writeDigits } from './glyphs.ts';

export const STATES = ['ok', 'connecting', 'offline', 'paused', 'emergency'] as const;
export type TrayIconState = (typeof STATES)[number];

/** `panel`: two tones, for panels of any colour. `template`: black on transparent; macOS colours it. */
export type TrayIconTheme = 'panel' | 'template';

/** The number in the badge; `0` has no badge. */
export const COUNTS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '9plus'] as const;
export type TrayIconCount = (typeof COUNTS)[number];

/** An app cannot know the colour of its panel. On any colour, either the line or the shape inside it has a contrast of 3:1. */
const LIGHT = '#ffffff';
const DARK = '#1d1f2e';
const TEMPLATE = '#000000';

/** Badge colours. White digits have a contrast of at least 4.5 on each. */
const BADGE = {
  ok: '#d92632',
  connecting: '#b45309',
  offline: '#5b6172',
  paused: '#4a52c4',
  emergency: '#d92632',
} as const;

const BADGE_ONE: Box = { x: 15.6, y: 15.6, height: 11.2, stroke: 2.15 };
const BADGE_PLUS: Box = { x: 13.4, y: 15.6, height: 10.6, stroke: 2, gap: 2.9 };

/** Width of the dark line around the bell. */
const EDGE = 1.45;

function badgeShape(count: TrayIconCount, grow: number, colour: string): string {
  const radius = 8.3 + grow;
  const left = (count === '9plus' ? 11 : 15.6) - radius;
  const top = 15.6 - radius;
  const right = 15.6 + radius;
  return `<rect x="${left}" y="${top}" width="${right - left}" height="${2 * radius}" rx="${radius}" fill="${colour}"/>`;
}

/** Shows the state without colour: a mark in the upper right corner, and the plate behind it. */
const MARK = {
  ok: null,
  connecting: {
    d: 'M15.8 3.3H15.81M18.7 3.3H18.71M21.6 3.3H21.61',
    stroke: 2.2,
    plate: [13.4, 0.4, 10.6, 5.8],
  },
  offline: { d: 'M17.6 2.3L21.6 6.3M21.6 2.3L17.6 6.3', stroke: 2, plate: [15.3, 0, 8.6, 8.6] },
  paused: { d: 'M17.9 2.5V6.1M21.3 2.5V6.1', stroke: 2.1, plate: [15.3, 0, 8.6, 8.6] },
  emergency: { d: 'M19.6 1.7V4.6M19.6 6.9H19.61', stroke: 2.2, plate: [15.3, 0, 8.6, 8.6] },
} as const satisfies Record<TrayIconState, object | null>;

function plate(state: TrayIconState, colour: string): string {
  const mark = MARK[state];
  if (mark === null) return '';
  const [x, y, width, height] = mark.plate;
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${height / 2}" fill="${colour}"/>`;
}

function stateMark(state: TrayIconState, colour: string): string {
  const mark = MARK[state];
  if (mark === null) return '';
  return `<path d="${mark.d}" fill="none" stroke="${colour}" stroke-width="${mark.stroke}" stroke-linecap="round"/>`;
}

function bell(state: TrayIconState, counted: boolean, colour: string): string {
  const hollow = state === 'connecting' || state === 'offline';
  // A badge would cover the clapper except for a sliver.
  const ends = `<path d="${BELL.crown}${counted ? '' : BELL.clapper}" fill="${colour}"/>`;
  if (!hollow) return `${ends}<path d="${BELL.body}" fill="${colour}"/>`;
  return `${ends}<path d="${BELL.body}" transform="translate(12 10.75) scale(0.885) translate(-12 -10.75)" fill="none" stroke="${colour}" stroke-width="2.2" stroke-linejoin="round"/>`;
}

/** The whole bell with a line around it. */
function shadow(counted: boolean, colour: string): string {
  return `<path d="${BELL.crown}${BELL.body}${counted ? '' : BELL.clapper}" fill="${colour}" stroke="${colour}" stroke-width="${2 * EDGE}" stroke-linejoin="round"/>`;
}

const maskWith = (mask: string, holes: string): string =>
  `<mask id="${mask}"><rect width="24" height="24" fill="#fff"/>${holes}</mask>`;

/** One tray icon as SVG. The number has the same place and size in every state; the state changes the bell and the corner. */
export function trayIcon(state: TrayIconState, count: TrayIconCount, theme: TrayIconTheme): string {
  const template = theme === 'template';
  const ink = template ? TEMPLATE : LIGHT;
  const counted = count !== '0';
  const digits = (colour: string): string =>
    count === '9plus' ? writeDigits('9+', BADGE_PLUS, colour) : writeDigits(count, BADGE_ONE, colour);
  const badge = !counted
    ? ''
    : template
      ? `${maskWith('digits', digits('#000'))}<g mask="url(#digits)">${badgeShape(count, 0, ink)}</g>`
      : badgeShape(count, 0, BADGE[state]) + digits('#ffffff');
  // The wide badge would cover the bell except for a sliver on the left.
  const sliver = count === '9plus' ? '<rect y="9.5" width="6" height="14.5" fill="#000"/>' : '';
  const gap = counted ? badgeShape(count, 1.2, '#000') : '';
  // Makes room for the line around the bell.
  const place = `${counted ? 'translate(-1.8 0.2) ' : ''}translate(12 12) scale(0.9) translate(-12 -12)`;
  const at = (shape: string, mask: string): string =>
    `<g mask="url(#${mask})"><g transform="${place}">${shape}</g></g>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">
${maskWith('edge', sliver)}${maskWith('bell', sliver + gap + plate(state, '#000'))}
${template ? '' : at(shadow(counted, DARK), 'edge') + plate(state, DARK)}
${at(bell(state, counted, ink), 'bell')}${stateMark(state, ink)}${badge}
</svg>`;
}

/** Windows draws this on the taskbar button, 16 × 16 at scale 1. */
export function overlayIcon(count: Exclude<TrayIconCount, '0'>): string {
  const plus = count === '9plus';
  const digits = plus
    ? writeDigits('9+', { x: 12, y: 12, height: 12.4, stroke: 2.5, gap: 3.3 }, '#ffffff')
    : writeDigits(count, { x: 12, y: 12, height: 15, stroke: 3 }, '#ffffff');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><circle cx="12" cy="12" r="12" fill="${BADGE.ok}"/>${digits}</svg>`;
}
