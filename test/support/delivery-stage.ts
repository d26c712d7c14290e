/** The delivery of the app on a screen of the test's own. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, onTestFinished } from 'vitest';
import type { Command } from '#app/rules/commands';
import { DEFAULTS, type Settings } from '#app/rules/settings';
import type { Hold, HoldReason } from '#server/rules/decide/situation';
import type { Entry } from '../../electron/delivery/decision-log.ts';
import { createDecisionLog, createDelivery, openJournal } from '../../electron/delivery/delivery.ts';
import type {
  Notifier,
  NotifierEvent,
  ShowOutcome,
  Toast,
} from '../../electron/delivery/notifiers/notifier.ts';
import { createTranslate } from '../../electron/i18n/i18n.ts';
import type { ImageCache } from '../../electron/images/images.ts';

const STARTED = new Date('2026-11-22T10:00:00Z');
const SILENT = { info: () => {}, error: () => {} };

export const holding = (reason: HoldReason): Hold => ({ reason, by: null, until: null });

/** A profile for each test. */
export function useFolder(): () => string {
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-delivery-'));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));
  return () => folder;
}

/** How far the journal in this folder says that everything was announced. */
export function markOf(folder: string): unknown {
  const file = path.join(folder, 'announced.jsonl');
  return fs.existsSync(file) ? openJournal(file, SILENT).mark() : null;
}

/** A system that shows toasts as the test wants. */
export type Stage = {
  outcome: ShowOutcome;
  /** Answers only when this is resolved. */
  answer: Promise<void>;
  /** All that was ever asked for. */
  readonly shown: readonly Toast[];
  titles(): readonly string[];
  /** What is on the screen now. */
  toasts(): readonly Toast[];
  visible(): readonly string[];
  /** What its user or the system does. A toast that closes leaves the screen. */
  emit(event: NotifierEvent): void;
  notifier: Notifier;
};

export function createStage(): Stage {
  const shown: Toast[] = [];
  const onScreen = new Map<string, Toast>();
  const listeners = new Set<(event: NotifierEvent) => void>();
  const stage: Stage = {
    outcome: 'shown',
    answer: Promise.resolve(),
    shown,
    titles: () => shown.map(({ title }) => title),
    toasts: () => [...onScreen.values()],
    visible: () => [...onScreen.values()].map(({ title }) => title),
    emit(event: NotifierEvent) {
      for (const listener of listeners) listener(event);
    },
    notifier: {
      async show(toast) {
        shown.push(toast);
        if (stage.outcome === 'shown') onScreen.set(toast.key, toast);
        await stage.answer;
        return stage.outcome;
      },
      update: (toast) =>
        onScreen.has(toast.key) ? stage.notifier.show(toast) : Promise.resolve('closed' as const),
      close: (key) => void onScreen.delete(key),
      idOf: (key) => [...onScreen.keys()].indexOf(key) + 1 || null,
      onEvent(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      async dispose() {},
    },
  };
  return stage;
}

/** A run of the delivery with this profile. It ends, as by a crash, with the test. */
export function deliver(
  folder: string,
  stage = createStage(),
  images: Pick<ImageCache, 'get'> = { get: () => Promise.resolve(null) },
) {
  const ran: Command[] = [];
  const seen: string[] = [];
  const lines: string[] = [];
  const decisions: Readonly<{ id: string; entry: Entry }>[] = [];
  const world = {
    settings: { ...DEFAULTS } as Settings,
    holds: [] as readonly Hold[],
    isExposed: false,
    isIdle: false,
    now: STARTED,
    inSight: new Set<string>(),
    waitingFrom: Number.POSITIVE_INFINITY,
  };
  /** How often the situation was asked for. */
  let asked = 0;
  const log = { info: (line: string) => lines.push(line), error: (line: string) => lines.push(line) };
  const logDecision = createDecisionLog(log);
  const journal = openJournal(path.join(folder, 'announced.jsonl'), log);
  const delivery = createDelivery({
    notifier: stage.notifier,
    journal,
    settings: () => world.settings,
    situation() {
      asked += 1;
      return world;
    },
    sight: { has: (id) => world.inSight.has(id), settled: async () => {} },
    sourceName: (id) => (id === 'shop' ? 'Shop' : null),
    images,
    run: (command) => ran.push(command),
    seen: (ids) => seen.push(...ids),
    t: createTranslate(),
    report(items, entry) {
      for (const { id } of items) decisions.push({ id, entry });
      logDecision(items, entry);
    },
    now: () => world.now,
    elapsed: () => performance.now(),
    log,
  });
  delivery.stayBelow(() => world.waitingFrom);
  onTestFinished(() => delivery.dispose());
  return { delivery, journal, stage, ran, seen, lines, decisions, world, asked: () => asked };
}
