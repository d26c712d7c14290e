import type { DesktopNote, FirstRunStep } from '#app/state';
import type { Memory } from '../system/files/files.ts';

export type FirstRunMemory = Readonly<{ firstRun?: FirstRunStep }>;

export interface FirstRun {
  step(): FirstRunStep;
  /** This step is done, or skipped. */
  next(): void;
}

const AFTER: Readonly<Record<FirstRunStep, FirstRunStep>> = {
  test: 'startup',
  startup: 'source',
  source: 'done',
  done: 'done',
};

/** How far its user has come with the first steps, over restarts. */
export function createFirstRun(memory: Pick<Memory<FirstRunMemory>, 'get' | 'set'>): FirstRun {
  const step = (): FirstRunStep => memory.get('firstRun') ?? 'test';
  return { step, next: () => memory.set('firstRun', AFTER[step()]) };
}

/** What this desktop lacks, as far as main knows. */
export function desktopNotes(
  env: Readonly<Record<string, string | undefined>>,
  tray: 'unknown' | 'present' | 'absent',
): readonly DesktopNote[] {
  const desktop = env.ORIGINAL_XDG_CURRENT_DESKTOP ?? env.XDG_CURRENT_DESKTOP ?? '';
  const isGnome = /gnome/i.test(desktop);
  const isWayland = env.XDG_SESSION_TYPE === 'wayland';
  const notes: DesktopNote[] = [];
  if (tray === 'absent') notes.push(isGnome ? 'gnome_tray' : 'no_tray');
  if (isWayland) notes.push('wayland_shortcuts');
  return notes;
}
