import { pathToFileURL } from 'node:url';
import dbus from '@particle/dbus-next';
import { wrap } from '../../system/text.ts';
import { SOUND_ID, type Sound } from '../sounds/sounds.ts';
import { type Daemon, SERVICE } from './daemon.ts';
import type { Toast } from './notifier.ts';
import { offerOf } from './toast-actions.ts';

const { Variant } = dbus;

const URGENCY = { low: 0, normal: 1, critical: 2 } as const;
/** In milliseconds. `default`: the daemon decides; `never`: the toast stays until its user acts; `now`: it disappears at once. */
const EXPIRY = { default: -1, never: 0, now: 1 };
/** Longest side of a picture for daemons that do not scale it, in pixels. */
const SIDE = 64;

/** A scaled picture; four bytes a pixel, red first. */
export type Pixels = Readonly<{ width: number; height: number; rgba: Buffer }>;

export type Looks = Readonly<{
  appName: string;
  /** Files of Belfry's icon. `small` is for daemons that do not scale it. */
  icons: Readonly<{ large: string; small: string }>;
  /** Name of the .desktop file, without its extension. */
  desktopEntry: string;
  /** What a click on a toast does. */
  openLabel: string;
  /** null: the file cannot be decoded. */
  pixels: (file: string, side: number) => Pixels | null;
}>;

function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

const inColumns = (text: string, columns: number | null): string =>
  columns === null ? text : wrap(text, columns);

/** Most daemons play a sound only if asked; the few that always play one are asked not to. */
function soundHints(sound: Sound) {
  switch (sound.kind) {
    case 'none':
      return { 'suppress-sound': new Variant('b', true) };
    case 'system':
      return { 'sound-name': new Variant('s', SOUND_ID) };
    case 'file':
      return { 'sound-file': new Variant('s', sound.file) };
    default:
      return sound satisfies never;
  }
}

/** Belfry's icon and the toast's picture: given both, most daemons show the picture. */
function pictures({ image }: Toast, { quirks }: Daemon, looks: Looks) {
  const icon = quirks.drawsFullSize ? looks.icons.small : looks.icons.large;
  if (image === null) return { icon, hints: {} };
  if (quirks.picture !== 'image_data') {
    return { icon, hints: { [quirks.picture]: new Variant('s', pathToFileURL(image).href) } };
  }
  const pixels = looks.pixels(image, SIDE);
  if (pixels === null) return { icon, hints: {} };
  const { width, height, rgba } = pixels;
  // Bytes a row, alpha, bits a sample, samples a pixel.
  const data = [width, height, 4 * width, true, 8, 4, rgba];
  return { icon: '', hints: { image_data: new Variant('(iiibiiay)', data) } };
}

const hasSenderButton = ({ buttons }: Toast): boolean => buttons.some(({ kind }) => kind === 'sender');

const notify = (destination: string, body: readonly unknown[]) => ({
  ...SERVICE,
  destination,
  member: 'Notify',
  signature: 'susssasa{sv}i',
  body,
});

/**
 * The call that shows a toast, fit for the daemon.
 * https://specifications.freedesktop.org/notification-spec/latest/protocol.html#command-notify
 * @param sound what the daemon plays
 * @param replaces id of the toast that it replaces; 0: none
 */
export function notifyCall(toast: Toast, sound: Sound, replaces: number, daemon: Daemon, looks: Looks) {
  const { can, quirks } = daemon;
  const { icon, hints } = pictures(toast, daemon, looks);
  const body = inColumns(toast.body, quirks.columns.body);
  const { actions, placeholder } = offerOf(toast, looks.openLabel, daemon);
  return notify(SERVICE.destination, [
    looks.appName,
    replaces,
    icon,
    inColumns(toast.title, quirks.columns.title),
    can.has('body-markup') ? escapeMarkup(body) : body,
    actions,
    {
      urgency: new Variant('y', URGENCY[toast.urgency]),
      'desktop-entry': new Variant('s', looks.desktopEntry),
      ...(toast.category !== undefined && { category: new Variant('s', toast.category) }),
      ...(toast.isTransient && { transient: new Variant('b', true) }),
      // The result of a sender's button appears in the same toast.
      ...(hasSenderButton(toast) && { resident: new Variant('b', true) }),
      ...(placeholder !== null && { 'x-kde-reply-placeholder-text': new Variant('s', placeholder) }),
      ...soundHints(sound),
      ...hints,
    },
    // Left to decide, some daemons let urgent toasts expire too.
    toast.urgency === 'critical' ? EXPIRY.never : EXPIRY.default,
  ]);
}

/** The call that makes a toast of the daemon `owner` expire now. */
export const expireCall = (id: number, owner: string, { appName, icons }: Looks) =>
  notify(owner, [appName, id, icons.large, appName, '', [], {}, EXPIRY.now]);

export const closeCall = (id: number, owner: string) => ({
  ...SERVICE,
  destination: owner,
  member: 'CloseNotification',
  signature: 'u',
  body: [id],
});
