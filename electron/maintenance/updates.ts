import type { Settings } from '#app/rules/settings';
import type { UpdateState } from '#app/state';
import type { Log } from '../system/log.ts';
import { createSignal } from '../system/signal.ts';

/** In milliseconds. */
const MINUTE = 60_000;
/** The app starts without competition for the machine. */
const FIRST_AFTER = 10_000;
const EVERY = 4 * 60 * MINUTE;
/** A download that takes longer has stalled. */
const DOWNLOAD_WITHIN = 2 * 60 * MINUTE;
/** The computer may start before its network. */
const AGAIN_AFTER_FAILURE = 15 * MINUTE;
/** Each pause is longer by up to this part at random, so that an office that starts at nine does not ask all at once. */
const JITTER = 0.25;

export type UpdateChannel = Exclude<Settings['updates'], 'off'>;

/** A newer version, which is being downloaded. */
export type FoundUpdate = Readonly<{
  version: string;
  /** Resolves once it can be installed. Rejects if it was cancelled, cut short or differs from what was announced. */
  downloaded: Promise<unknown>;
  cancel: () => void;
}>;

/** Checks for versions, downloads and installs them. */
export interface Updater {
  /** null: nothing newer. Rejects if there is no answer. Must not be called during a download. */
  check(channel: UpdateChannel): Promise<FoundUpdate | null>;
  /** Whether quitting installs the last download. Each download resets it to no. */
  installOnQuit(wanted: boolean): void;
  /** Ends the app and starts the new version; calls `onFailed` if that fails. */
  install(onFailed: () => void): void;
}

export interface Updates {
  state(): UpdateState;
  /** Forgets what was found so far, and checks at once unless `off`. */
  use(channel: Settings['updates']): void;
  /** Only while `ready`, as the app's last act. */
  install(onFailed: () => void): void;
  /** @returns its unsubscribe */
  onChange(listener: () => void): () => void;
  dispose(): void;
}

/**
 * Looks for updates in the background, some seconds after the start and every few hours. Failures are logged and do not interrupt
 * the user. `updater` is null if the package does not update itself.
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
  /** Ends the current download. Checks never overlap. */
  let cancel = (): void => {};
  let turn: Promise<void> = Promise.resolve();
  /** Grows when the running check becomes obsolete. */
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
    // A version that is ready stays available meanwhile.
    const before = state;
    if (before.status !== 'ready') set({ status: 'checking' });
    try {
      const found = await asked.updater.check(asked.channel);
      if (found === null) {
        if (!outdated()) set({ status: 'current' });
      } else {
        await download(found, outdated);
      }
      if (!outdated()) schedule(EVERY);
    } catch (error) {
      if (outdated()) return;
      log.info(`no update: ${error instanceof Error ? error.message : String(error)}`);
      if (state.status !== 'ready') set({ status: 'failed' });
      schedule(AGAIN_AFTER_FAILURE);
    }
  }

  async function download(found: FoundUpdate, outdated: () => boolean): Promise<void> {
    const { version, downloaded } = found;
    cancel = found.cancel;
    if (outdated()) cancel();
    // On the disk the newer download replaces the older one.
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

/** An updater that is loaded with the first check: it is a lot of code, which the start of the app does not need. */
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
