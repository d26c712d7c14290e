import { BELL, type Box, writeDigits } from './glyphs.ts';

export const STATES = ['ok', 'connecting', 'offline', 'paused'] as const;
export type TrayIconState = (typeof STATES)[number];

/** `dark`: for a dark panel. `template`: black on transparent, coloured by macOS. */
export type TrayIconTheme = 'light' | 'dark' | 'template';

/** What is written in the badge; empty: no badge. */
export const COUNTS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '9plus'] as const;
export type TrayIconCount = (typeof COUNTS)[number];

const INK = { light: '#23262f', dark: '#f4f5f8', template: '#000000' } as const;

/** Badge colours; each carries white digits at a contrast of 4.5 or more. */
const BADGE = { ok: '#d92632', connecting: '#b45309', offline: '#5b6172', paused: '#4a52c4' } as const;

const BADGE_ONE: Box = { x: 15.6, y: 15.6, height: 11.2, stroke: 2.15 };
const BADGE_PLUS: Box = { x: 13.4, y: 15.6, height: 10.6, stroke: 2, gap: 2.9 };

function badgeShape(count: TrayIconCount, grow: number, colour: string): string {
  const radius = 8.3 + grow;
  const left = (count === '9plus' ? 11 : 15.6) - radius;
  const top = 15.6 - radius;
  const right = 15.6 + radius;
  return `<rect x="${left}" y="${top}" width="${right - left}" height="${2 * radius}" rx="${radius}" fill="${colour}"/>`;
}

/** The mark in the upper right corner that tells the state without colour. */
function stateMark(state: TrayIconState, colour: string, grow: number): string {
  const line = (width: number, d: string): string =>
    `<path d="${d}" fill="none" stroke="${colour}" stroke-width="${width + 2 * grow}" stroke-linecap="round"/>`;
  switch (state) {
    case 'ok':
      return '';
    case 'connecting':
      return line(2.5, 'M15.7 3H15.71M19.2 3H19.21M22.7 3H22.71');
    case 'offline':
      return line(2, 'M17.4 1.4L22.4 6.4M22.4 1.4L17.4 6.4');
    case 'paused':
      return line(2.3, 'M17.7 1.5V6.3M21.9 1.5V6.3');
    default:
      return state satisfies never;
  }
}

function bell(state: TrayIconState, counted: boolean, colour: string): string {
  const hollow = state === 'connecting' || state === 'offline';
  // Under a badge only a sliver of the clapper would show.
  const ends = `<path d="${BELL.crown}${counted ? '' : BELL.clapper}" fill="${colour}"/>`;
  if (!hollow) return `${ends}<path d="${BELL.body}" fill="${colour}"/>`;
  return `${ends}<path d="${BELL.body}" transform="translate(12 10.75) scale(0.885) translate(-12 -10.75)" fill="none" stroke="${colour}" stroke-width="2.2" stroke-linejoin="round"/>`;
}

/** One tray icon as SVG. The number keeps its place and size in every state; the state changes bell and corner. */
export function trayIcon(state: TrayIconState, count: TrayIconCount, theme: TrayIconTheme): string {
  const ink = INK[theme];
  const counted = count !== '0';
  const digits = (colour: string): string =>
    count === '9plus' ? writeDigits('9+', BADGE_PLUS, colour) : writeDigits(count, BADGE_ONE, colour);
  const badge = !counted
    ? ''
    : theme === 'template'
      ? `<mask id="digits"><rect width="24" height="24" fill="#fff"/>${digits('#000')}</mask><g mask="url(#digits)">${badgeShape(count, 0, ink)}</g>`
      : badgeShape(count, 0, BADGE[state]) + digits('#ffffff');
  const sliver = count === '9plus' ? '<rect y="9.5" width="6" height="14.5" fill="#000"/>' : '';
  const cut = `${sliver}${counted ? badgeShape(count, 1.2, '#000') : ''}${stateMark(state, '#000', 1.3)}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">
<mask id="bell"><rect width="24" height="24" fill="#fff"/>${cut}</mask>
<g mask="url(#bell)"><g transform="${counted ? 'translate(-2.2 -0.6)' : ''}">${bell(state, counted, ink)}</g></g>
${stateMark(state, ink, 0)}${badge}
</svg>`;
}

/** Windows lays this over the taskbar button, 16 × 16 at scale 1. */
export function overlayIcon(count: Exclude<TrayIconCount, '0'>): string {
  const plus = count === '9plus';
  const digits = plus
    ? writeDigits('9+', { x: 12, y: 12, height: 12.4, stroke: 2.5, gap: 3.3 }, '#ffffff')
    : writeDigits(count, { x: 12, y: 12, height: 15, stroke: 3 }, '#ffffff');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><circle cx="12" cy="12" r="12" fill="${BADGE.ok}"/>${digits}</svg>`;
}
