import { type ChildProcess, spawn } from 'node:child_process';
import type { Log } from '../../system/log.ts';
import { desktopEnv } from '../../system/opener.ts';
import { type Playable, playersOf } from './players.ts';

/** A sound ends after this time at the latest, in milliseconds. */
const LONGEST = 10_000;

/** `no_player`: no program of this computer plays sounds. `failed`: those that do could not play this one, or reach no sound server. */
export type PlayOutcome = 'played' | 'no_player' | 'failed';

export interface SoundPlayer {
  /**
   * Plays it with the first program that can; ends the sound that still plays. Never rejects.
   * @param volume 1 to 100
   */
  play(what: Playable, volume: number): Promise<PlayOutcome>;
  dispose(): void;
}

export function createPlayer(deps: {
  platform: NodeJS.Platform;
  env: NodeJS.ProcessEnv;
  log: Log;
}): SoundPlayer {
  let playing: ChildProcess | null = null;
  /** Counts the sounds: a later one ends the search for a player of an earlier one. */
  let turn = 0;

  function stop(): void {
    turn += 1;
    // One that could not be started has no id, and the signal would reach Belfry itself and all of its group.
    if (playing?.pid !== undefined) playing.kill();
    playing = null;
  }

  /** @returns whether it played to its end, or was ended; null: there is no such program */
  function run(program: string, args: readonly string[], extra: NodeJS.ProcessEnv): Promise<boolean | null> {
    return new Promise((resolve) => {
      // Belfry's working directory may be gone; the root is not.
      const options = { env: { ...desktopEnv(deps.env), ...extra }, cwd: '/', stdio: 'ignore' } as const;
      const child = spawn(program, args, { ...options, windowsHide: true });
      playing = child;
      const end = setTimeout(() => child.kill(), LONGEST);
      const settle = (result: boolean | null): void => {
        clearTimeout(end);
        if (playing === child) playing = null;
        resolve(result);
      };
      child.once('error', () => settle(null));
      child.once('exit', (code, signal) => settle(code === 0 || signal !== null));
    });
  }

  return {
    async play(what, volume) {
      stop();
      const mine = turn;
      const extra = {
        BELFRY_SOUND: what.kind === 'file' ? what.file : '',
        BELFRY_VOLUME: String(volume),
      };
      let outcome: PlayOutcome = 'no_player';
      for (const { program, args } of playersOf(deps.platform)) {
        const given = args(what, volume);
        if (given.length === 0) continue;
        const played = await run(program, given, extra);
        // A later sound has taken its place.
        if (played === true || turn !== mine) return 'played';
        if (played === false) outcome = 'failed';
      }
      deps.log.info(`no sound: ${outcome}`);
      return outcome;
    },
    dispose: stop,
  };
}
