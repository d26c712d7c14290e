import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Settings } from '#app/rules/settings';
import type { SoundChoice, SoundName, ToastSound } from '#app/rules/sounds';
import type { PlayOutcome, SoundPlayer } from './player.ts';
import type { Playable } from './players.ts';

export { createPlayer } from './player.ts';
export { SOUND_ID } from './players.ts';

/** What is to be heard. */
export type Sound = Playable | Readonly<{ kind: 'none' }>;

export interface Sounds {
  /** The sound of a toast, as the settings are now. */
  of(sound: ToastSound): Sound;
  /** Whether the notification daemon plays it: it can, and nothing quieter is asked for, which no daemon can do. */
  isDaemons(can: ReadonlySet<string>): boolean;
  /** Plays it on this computer, without the daemon. */
  play(sound: Sound): Promise<PlayOutcome>;
  /** Plays what users choose, for them to hear it, also while sounds are switched off. `missing`: their file is gone. */
  tryOut(choice: SoundChoice): Promise<PlayOutcome | 'missing'>;
  dispose(): void;
}

const FULL = 100;
const NONE = { kind: 'none' } as const;
/** Where the desktop has no sounds of its own. */
const OWN: SoundName = 'bell';

/** Which sound is played, and by whom. */
export function createSounds(deps: {
  settings: () => Pick<Settings, 'soundForAll' | 'soundForUrgent' | 'volume' | 'soundFile'>;
  /** Folder of Belfry's own sounds; other programs read them too. */
  folder: string;
  player: SoundPlayer;
  /** The desktop's sound, where a call of Electron's is all there is; null: a player knows it. */
  beep: (() => void) | null;
}): Sounds {
  const { settings, player } = deps;
  const own = (name: SoundName) => ({ kind: 'file', file: path.join(deps.folder, `${name}.wav`) }) as const;

  function chosen(choice: SoundChoice): Sound | null {
    switch (choice) {
      case 'none':
        return NONE;
      case 'system':
        return { kind: 'system' };
      case 'file': {
        const file = settings().soundFile;
        return file !== '' && existsSync(file) ? { kind: 'file', file } : null;
      }
      default:
        return own(choice);
    }
  }

  async function heard(sound: Sound): Promise<PlayOutcome> {
    const { volume } = settings();
    if (sound.kind === 'none' || volume === 0) return 'played';
    if (sound.kind === 'file') return player.play(sound, volume);
    if (deps.beep !== null) {
      deps.beep();
      return 'played';
    }
    const outcome = await player.play(sound, volume);
    return outcome === 'played' ? outcome : player.play(own(OWN), volume);
  }

  return {
    of(sound) {
      if (sound === 'none' || settings().volume === 0) return NONE;
      const { soundForAll, soundForUrgent } = settings();
      const choice = sound === 'all' ? soundForAll : sound === 'urgent' ? soundForUrgent : sound;
      // A file that is gone must not make a toast silent.
      return chosen(choice) ?? { kind: 'system' };
    },
    isDaemons: (can) => can.has('sound') && settings().volume === FULL,
    async play(sound) {
      const outcome = await heard(sound);
      // A file of the user's that nothing can play must not make a toast silent either.
      const isTheirs = sound.kind === 'file' && sound.file === settings().soundFile;
      return isTheirs && outcome !== 'played' ? heard({ kind: 'system' }) : outcome;
    },
    async tryOut(choice) {
      const sound = chosen(choice);
      return sound === null ? 'missing' : heard(sound);
    },
    dispose: player.dispose,
  };
}
