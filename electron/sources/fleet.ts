import { isDeepStrictEqual } from 'node:util';
import type { SourceView } from '#app/source-view';
import type { SourceDefinition } from '#app/sources';
import type { Delta } from '#server/inbox';
import { LOCAL } from '#server/rules/content';
import type { OutboxEntry, UpstreamAction } from '#server/source';
import { type BackendClient, BackendError } from '../backend/client.ts';
import { throttle } from '../system/throttle.ts';
import type { Adapter, AdapterDeps, Told } from './adapter.ts';
import { createDrain } from './drain.ts';
import { withSigningAuth } from './laravel/auth.ts';
import type { LastEvents } from './last-events.ts';
import type { Persistent } from './persistent.ts';
import { createRunner, type Runner } from './runner.ts';
import { createShown, type Shown } from './shown.ts';
import type { SourceStore } from './store.ts';

/** The backend is asked at most this often how many actions wait, in milliseconds. */
const COUNT_EVERY = 500;
/** Changes of the inbox wake the outbox's readers at most this often, in milliseconds. */
const WAKE_EVERY = 100;

export interface FleetDeps {
  readonly store: SourceStore;
  readonly lastEvents: LastEvents;
  readonly persistent: Persistent;
  readonly actions: Readonly<Record<SourceDefinition['kind'], readonly UpstreamAction[]>>;
  client(): BackendClient;
  createAdapter(definition: SourceDefinition, deps: AdapterDeps): Promise<Adapter>;
  /** Answers to what was sent to this computer's own inbox. */
  tellLocal(entries: readonly OutboxEntry[]): Promise<readonly Told[]>;
  onDelta(delta: Delta): void;
  onCatchingUp(source: string, is: boolean): void;
  onChange(): void;
  now(): Date;
  random(): number;
  log(message: string): void;
}

/** What runs of the stored sources. */
export interface Fleet {
  /** Starts all that are stored; nothing runs before. */
  begin(): void;
  shown(id: string): Shown;
  /** What the source has not confirmed yet. */
  pending(id: string): Pick<SourceView, 'pending' | 'marking'>;
  /** Brings what runs of it to what is stored; resolves when the one before has ended. */
  restart(id: string): Promise<void>;
  /** It is stored no more: ends it, and removes what the backend has of it. */
  remove(id: string): Promise<void>;
  kick(id?: string): void;
  typing(id: string, channel: string): void;
  /** The backend runs, with this database. */
  backendReady(epoch: string): void;
  /** Something in the inbox has changed: there may be something to tell. */
  inboxChanged(): void;
  /** Resolves when every source has noted where it stands, or has had its time for it. */
  dispose(): Promise<void>;
}

type Ship = {
  readonly shown: Shown;
  runner: Runner | null;
  /** Starts and stops, one after the other. */
  work: Promise<void>;
  pending: number;
  /** Reads that it has taken since none was left to be told. */
  told: number;
  marking: SourceView['marking'];
};

export function createFleet(deps: FleetDeps): Fleet {
  const { store, lastEvents, persistent, log } = deps;
  const ships = new Map<string, Ship>();
  const ended = new AbortController();
  let begun = false;
  let epoch: string | null = null;

  const count = throttle(() => void readPending(), COUNT_EVERY);
  const changed = throttle(wakeAll, WAKE_EVERY);
  const local = createDrain({
    source: LOCAL,
    client: deps.client,
    tell: deps.tellLocal,
    onTold: count.call,
    now: deps.now,
    log,
  });

  async function readPending(): Promise<void> {
    try {
      for (const { id, pending, pending_reads } of await deps.client().sources()) {
        const ship = ships.get(id);
        if (ship === undefined) continue;
        if (pending_reads === 0) ship.told = 0;
        const marking = pending_reads === 0 ? null : { done: ship.told, total: ship.told + pending_reads };
        if (ship.pending === pending && isDeepStrictEqual(ship.marking, marking)) continue;
        Object.assign(ship, { pending, marking });
        deps.onChange();
      }
    } catch (error) {
      if (!(error instanceof BackendError)) throw error;
    }
  }

  function ship(id: string): Ship {
    const known = ships.get(id);
    if (known !== undefined) return known;
    const shown = createShown({
      events: { all: () => lastEvents.of(id), add: (event) => lastEvents.add(id, event) },
      now: deps.now,
      onChange: deps.onChange,
    });
    const added: Ship = { shown, runner: null, work: Promise.resolve(), pending: 0, told: 0, marking: null };
    ships.set(id, added);
    return added;
  }

  function run(definition: SourceDefinition, mine: Ship): Runner {
    const { id, kind } = definition;
    return createRunner(definition, {
      createAdapter: (adapterDeps) => deps.createAdapter(definition, adapterDeps),
      actions: deps.actions[kind],
      persistent,
      client: deps.client,
      shown: mine.shown,
      onDelta: deps.onDelta,
      onCatchingUp: (is) => deps.onCatchingUp(id, is),
      onSigned: (address) => noteAuth(id, address),
      onTold(reads) {
        mine.told += reads;
        count.call();
      },
      now: deps.now,
      random: deps.random,
      log: (message) => log(`${id}: ${message}`),
    });
  }

  function noteAuth(id: string, address: string): void {
    const known = store.get(id);
    const next = known === undefined ? undefined : withSigningAuth(known, address);
    if (next === undefined || next === known) return;
    try {
      store.put(next);
      deps.onChange();
    } catch (error) {
      // It is found out again next time.
      log(`${id}: its auth address is not kept: ${String(error)}`);
    }
  }

  function restart(id: string): Promise<void> {
    const mine = ship(id);
    mine.work = mine.work.then(async () => {
      await mine.runner?.stop();
      const definition = store.get(id);
      const runs = begun && definition?.enabled === true && !ended.signal.aborted;
      mine.runner = runs ? run(definition, mine) : null;
    });
    return mine.work;
  }

  /** Its rows, its share of every count and its outbox, as soon as the backend is there. */
  async function clear(id: string): Promise<void> {
    try {
      await persistent.ask((client) => client.removeSource(id), ended.signal);
    } catch (error) {
      if (!(error instanceof BackendError)) throw error;
      if (error.code !== 'not_found') return log(`${id}: its rows stay for now: ${error.code}`);
    }
    store.nothingLeft(id);
  }

  function wakeAll(): void {
    local.wake();
    for (const { runner } of ships.values()) runner?.wake();
    count.call();
  }

  return {
    begin() {
      begun = true;
      for (const { id } of store.all()) void restart(id);
    },
    shown: (id) => ship(id).shown,
    pending(id) {
      const { pending, marking } = ship(id);
      return { pending, marking };
    },
    restart,
    async remove(id) {
      await restart(id);
      ships.get(id)?.shown.dispose();
      ships.delete(id);
      lastEvents.forget(id);
      void clear(id);
    },
    kick(id) {
      for (const [known, { runner }] of ships) if (id === undefined || id === known) runner?.kick();
    },
    typing: (id, channel) => ships.get(id)?.runner?.typing(channel),
    backendReady(current) {
      if (epoch !== null && epoch !== current) {
        for (const [id, { runner }] of ships) {
          runner?.abandon();
          void restart(id);
        }
      }
      epoch = current;
      persistent.nudge();
      for (const id of store.removed()) void clear(id);
      wakeAll();
    },
    inboxChanged: changed.call,
    async dispose() {
      ended.abort();
      local.dispose();
      count.dispose();
      changed.dispose();
      await Promise.all([...ships.keys()].map(restart));
      for (const { shown } of ships.values()) shown.dispose();
      lastEvents.dispose();
    },
  };
}
