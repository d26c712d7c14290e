import type { Result } from '#app/result';
import type { Kept } from '#app/rules/decisions';
import { WALK_STEPS, type Walk, type WalkResult, type WalkStep } from '#app/rules/walk';
import { OpenError } from '../../system/opener.ts';
import type { DecisionRecord } from '../record/record.ts';

export { desktopSettings } from './desktop-settings.ts';

/** How long each step may take, in milliseconds: longer than the second of a summary and the five of a hanging daemon. */
const PATIENCE = 8_000;
const EVERY = 50;

export interface Walker {
  /** Sends a test notification, and follows it to the screen. Never rejects. */
  run(): Promise<Walk>;
  /** Opens the desktop's own page for notifications. */
  openSettings(): Promise<Result<null>>;
}

export function createWalk(deps: {
  /** Sends it as a script would. @returns its id @throws if the backend does not take it */
  send: () => Promise<string>;
  /** Whether the backend has it in its inbox. @throws if the backend does not answer */
  isKept: (id: string) => Promise<boolean>;
  /** Whether main has heard of it over the channel. */
  hasArrived: (id: string) => boolean;
  record: Pick<DecisionRecord, 'of'>;
  daemon: () => Promise<string | null>;
  /** The number that the daemon has given to the toast of this notification alone; null: there is none. */
  toastId: (id: string) => number | null;
  /** Opens the desktop's page for notifications; null: none is known. @throws OpenError */
  settings: (() => Promise<void>) | null;
  log: (message: string) => void;
}): Walker {
  /** @returns what `look` answers, once it answers anything; null: it has not in time */
  async function until<T>(look: () => Promise<T | null> | T | null): Promise<T | null> {
    const end = performance.now() + PATIENCE;
    for (;;) {
      const found = await look();
      if (found !== null || performance.now() > end) return found;
      await new Promise((resolve) => setTimeout(resolve, EVERY));
    }
  }

  type Trace = Readonly<{
    failed: WalkStep | null;
    /** What was decided. */
    kept: Kept | null;
    toastId?: number | null;
  }>;

  /** @returns how far it got */
  async function walk(): Promise<Trace> {
    let step: WalkStep = 'api';
    try {
      const id = await deps.send();
      step = 'disk';
      if (!(await deps.isKept(id))) return { failed: step, kept: null };
      step = 'channel';
      if ((await until(() => deps.hasArrived(id) || null)) === null) return { failed: step, kept: null };
      step = 'decision';
      const kept = await until(async () => (await deps.record.of(id)).at(-1) ?? null);
      if (kept === null) return { failed: step, kept };
      const { do: what, reason } = kept.decision;
      if (reason !== 'no_notifier' && (what === 'hold' || what === 'skip')) return { failed: step, kept };
      step = 'toast';
      return { failed: kept.outcome === 'shown' ? null : step, kept, toastId: deps.toastId(id) };
    } catch (error) {
      deps.log(`the test notification got as far as ${step}: ${String(error)}`);
      return { failed: step, kept: null };
    }
  }

  return {
    async run() {
      const { failed, kept, toastId = null } = await walk();
      const end = failed === null ? WALK_STEPS.length : WALK_STEPS.indexOf(failed);
      const steps = WALK_STEPS.map(
        (step, index): WalkResult => ({
          step,
          outcome: index < end ? 'ok' : index === end ? 'failed' : 'skipped',
          kept: (step === 'decision' || step === 'toast') && index <= end ? kept : null,
        }),
      );
      return { steps, daemon: await deps.daemon(), toastId, hasSettings: deps.settings !== null };
    },
    async openSettings() {
      try {
        await deps.settings?.();
        return { ok: true, value: null };
      } catch (error) {
        return { ok: false, error: { code: error instanceof OpenError ? error.code : 'internal' } };
      }
    },
  };
}
