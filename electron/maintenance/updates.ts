import type { Settings } from '#app/rules/settings';
import type { UpdateState } from '#app/state';
import type { Log } from '../system/log.ts';
import { createSignal } from '../system/signal.ts';

/** In milliseconds. */
const MINUTE = 60_000;
/** The start of the app has the machine to itself. */
const FIRST_AFTER = 10_000;
const EVERY = 4 * 60 * MINUTE;
/** A download that takes longer stands still. */
const DOWNLOAD_WITHIN = 2 * 60 * MINUTE;
/** A machine may start before its network does. */
const AGAIN_AFTER_FAILURE = 15 * MINUTE;
/** Up to this part of a pause is added by chance, so that offices that start at nine do not ask at once. */
const JITTER = 0.25;

export type UpdateChannel = Exclude<Settings['updates'], 'off'>;

/** A newer version, its download under way. */
export type FoundUpdate = Readonly<{
  version: string;
  /** Settles once it can be installed, or not; rejects when it was cancelled, cut short or is not what was announced. */
  downloaded: Promise<unknown>;
  cancel: () => void;
}>;

/** One that can ask, download and install. */
export interface Updater {
  /** Null: nothing newer. Rejects when the answer cannot be had. Not to be called while a download is under way. */
  check(channel: UpdateChannel): Promise<FoundUpdate | null>;
  /** Whether the ordinary end of the app installs what was downloaded last; not, unless it is said anew after a download. */
  installOnQuit(wanted: boolean): void;
  /** Ends the app and starts the new version; calls back instead when that fails. */
  install(onFailed: () => void): void;
}

export interface Updates {
  state(): UpdateState;
  /** Forgets what was found so far and, unless `off`, asks at once. */
  use(channel: Settings['updates']): void;
  /** Only while `ready`, and as the app's last act. */
  install(onFailed: () => void): void;
  /** @returns its unsubscribe */
  onChange(listener: () => void): () => void;
  dispose(): void;
}

/**
 * Looks for updates in the background: some seconds after the start and every few hours. Trouble is logged and never
 * interrupts anybody. `updater` is null where the package does not update itself.
 */
export function createUpdates(deps: {
  updater: Updater | null;
  channel: Settings['updates'];
  /** From 0 to 1, as `Math.random`. */
  random: () => number;
  log: Log;
}): Updates {
  const { updater, log } = deps;
  const changed = createSignal();
  let channel = deps.channel;
  let state = unasked();
  let timer: NodeJS.Timeout | undefined;
  /** The download under way, and what ends with it: checks never overlap. */
  let cancel = (): void => {};
  let turn: Promise<void> = Promise.resolve();
  /** Rises when what is under way concerns nobody any more. */
  let era = 0;

  function set(next: UpdateState): void {
    updater?.installOnQuit(next.status === 'ready');
    if (JSON.stringify(next) === JSON.stringify(state)) return;
    state = next;
    changed.emit();
  }

  function schedule(pause: number): void {
    timer = setTimeout(look, pause * (1 + JITTER * deps.random()));
  }

  function look(): void {
    if (updater === null || channel === 'off') return;
    const asked = { updater, channel, era };
    clearTimeout(timer);
    turn = turn.then(() => ask(asked));
  }

  async function ask(asked: { updater: Updater; channel: UpdateChannel; era: number }): Promise<void> {
    const outdated = (): boolean => asked.era !== era;
    if (outdated()) return;
    // What is ready stays on offer meanwhile.
    const before = state;
    if (before.status !== 'ready') set({ status: 'checking' });
    try {
      const found = await asked.updater.check(asked.channel);
      if (found === null) {
        if (!outdated()) set({ status: 'current' });
      } else {
        await take(found, outdated);
      }
      if (!outdated()) schedule(EVERY);
    } catch (error) {
      if (outdated()) return;
      log.info(`no update: ${error instanceof Error ? error.message : String(error)}`);
      if (state.status !== 'ready') set({ status: 'failed' });
      schedule(AGAIN_AFTER_FAILURE);
    }
  }

  async function take(found: FoundUpdate, outdated: () => boolean): Promise<void> {
    const { version, downloaded } = found;
    cancel = found.cancel;
    if (outdated()) cancel();
    // The newer download takes the place of the older one on the disk.
    else if (state.status !== 'ready' || state.version !== version) set({ status: 'downloading', version });
    const limit = setTimeout(found.cancel, DOWNLOAD_WITHIN);
    await downloaded.finally(() => clearTimeout(limit));
    if (!outdated()) set({ status: 'ready', version });
  }

  function unasked(): UpdateState {
    if (updater === null) return { status: 'unsupported' };
    return { status: channel === 'off' ? 'off' : 'unknown' };
  }

  schedule(FIRST_AFTER);

  return {
    state: () => state,
    use(next) {
      era += 1;
      channel = next;
      clearTimeout(timer);
      cancel();
      set(unasked());
      look();
    },
    install(onFailed) {
      updater?.install(onFailed);
    },
    onChange: changed.on,
    dispose() {
      era += 1;
      clearTimeout(timer);
    },
  };
}

/** An updater that is loaded with the first question: it is much code, and the start of the app needs none of it. */
export function whenAsked(load: () => Promise<Updater>): Updater {
  let loaded: Updater | null = null;
  return {
    async check(channel) {
      loaded ??= await load();
      return loaded.check(channel);
    },
    installOnQuit: (wanted) => loaded?.installOnQuit(wanted),
    install: (onFailed) => (loaded === null ? onFailed() : loaded.install(onFailed)),
  };
}
