/** A Belfry server in the simulated network, with a clock of its own, and what became of each of its rows. */
import fs from 'node:fs';
import type { Notification } from '#server/notification';
import { longestPause } from '#server/rules/retry';
import { VIEWS } from '#server/rules/state';
import type { LiveAppState } from '../../../server/realtime/app-states.ts';
import { createConnection } from '../../../server/realtime/connection.ts';
import { LIMITS } from '../../../server/realtime/limits.ts';
import { NOBODY } from '../../../server/storage/storage.ts';
import { DRIVER } from '../../support/drivers.ts';
import { buildTestApp, newDataDir, type TestApp } from '../../support/server.ts';
import type { Answer, Host, Line, Network } from './network.ts';

const HEADER = { 126: 4, 127: 10 } as const;
/** The text of a frame as `encode` makes it. */
function textOf(frame: Buffer): string {
  const length = frame[1] ?? 0;
  return frame.subarray(length < 126 ? 2 : HEADER[length as 126 | 127]).toString();
}
const isEvent = (text: string): boolean => !text.startsWith('{"event":"pusher');

let sockets = 0;
/** A real server's side of a simulated socket. */
export function subscriberAt(appState: LiveAppState, line: Line) {
  sockets += 1;
  return createConnection({
    socketId: `1.${sockets}`,
    appState,
    limits: LIMITS,
    clock: Date.now,
    writer: {
      send(frame) {
        const text = textOf(frame);
        line.send(text, isEvent(text));
        return true;
      },
      ping: line.ping,
      pong: () => true,
      close: line.close,
    },
  });
}

type Injected = Readonly<{ statusCode: number; headers: Record<string, unknown>; body: string }>;
export const answerOf = ({ statusCode, headers, body }: Injected): Answer => ({
  status: statusCode,
  headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
  body,
});

/** Something that was true of a row for a while, oldest first. `dealt`: read, done or in the Bin. */
export type Moment = Readonly<{
  id: string;
  title: string;
  source: string;
  unread: 0 | 1;
  dealt: 0 | 1;
  insists: 0 | 1;
  /** When its snooze ends. */
  until: number | null;
  /** The revision at which it last came to the top. */
  surfaced: number;
}>;

const MOMENT = `NEW.id, NEW.title, NEW.source, NEW.emergency IS NOT NULL, NEW.snoozed_until,
  NEW.read_at IS NULL AND NEW.muted_at IS NULL AND NEW.archived_at IS NULL AND NEW.snoozed_until IS NULL AND NEW.deleted_at IS NULL,
  NEW.read_at IS NOT NULL OR NEW.archived_at IS NOT NULL OR NEW.deleted_at IS NOT NULL,
  coalesce(NEW.surfaced_revision, NEW.created_revision)`;
/** A listener to changes would not see those of which only the number of rows is announced. */
const REMEMBER = `CREATE TABLE IF NOT EXISTS moments (at INTEGER PRIMARY KEY, id, title, source, insists, until, unread, dealt, surfaced);
  ${['INSERT', 'UPDATE']
    .map(
      (how) => `CREATE TRIGGER IF NOT EXISTS moments_${how} AFTER ${how} ON notifications WHEN NEW.title <> ''
        BEGIN INSERT INTO moments (id, title, source, insists, until, unread, dealt, surfaced) VALUES (${MOMENT}); END;`,
    )
    .join('\n')}`;

/** A Belfry server, started again and again on the same data. */
export interface BelfryHost {
  readonly app: TestApp;
  readonly url: string;
  start(): Promise<void>;
  kill(): Promise<void>;
  /** How wrong its clock is, in milliseconds; at once, and after a restart. */
  readonly wrong: number;
  setWrong(wrong: number): void;
  /** Of all views, also the Bin. */
  rows(source?: string): Promise<readonly Notification[]>;
  moments(): readonly Moment[];
  /** Sends whose time is still to come. */
  waiting(): number;
  /** Rows that have been purged. */
  tombstones(): number;
  /** Removes its data. */
  remove(): Promise<void>;
}

async function rowsOf({ inbox, userId }: TestApp, source?: string): Promise<readonly Notification[]> {
  const rows = new Map<string, Notification>();
  for (const view of VIEWS) {
    const query = { view, limit: 200, ...(source === undefined ? {} : { source }) };
    for (const row of (await inbox.list(userId, query)).items) rows.set(row.id, row);
  }
  return [...rows.values()].sort((a, b) => (a.id < b.id ? 1 : -1));
}

export async function startBelfry(network: Network, name: string, random: () => number): Promise<BelfryHost> {
  const dataDir = newDataDir();
  let app: TestApp | null = null;
  let subscribers: ReturnType<typeof subscriberAt>[] = [];
  let wrong = 0;

  function running(): TestApp {
    if (app === null) throw new Error(`${name} does not run`);
    return app;
  }
  async function kill(): Promise<void> {
    network.down(name);
    for (const subscriber of subscribers) subscriber.dispose();
    subscribers = [];
    await app?.close();
    app = null;
  }
  async function start(): Promise<void> {
    const mine = await buildTestApp(DRIVER, { dataDir, random });
    app = mine;
    mine.storage.db.exec(REMEMBER);
    // A server takes the clock on the wall for right when it starts.
    mine.advance(wrong);
    const { outbox, work } = mine.storage;
    await work(NOBODY, () => outbox.limitPauses(Date.now() + wrong + longestPause('outbox')));
    mine.wakeups.start(mine.kinds);
    const host: Host = {
      handle: async (path, { method, headers, body }) =>
        answerOf(
          await mine.inject({
            method: method as 'GET',
            url: path,
            headers: { ...headers },
            ...(body === null ? {} : { payload: body }),
          }),
        ),
      accept(_path, line) {
        const subscriber = subscriberAt(mine.appState, line);
        subscribers.push(subscriber);
        return subscriber;
      },
    };
    network.up(name, host);
  }
  await start();
  return {
    get app() {
      return running();
    },
    url: `http://${name}`,
    ...{ start, kill },
    get wrong() {
      return wrong;
    },
    setWrong(next) {
      app?.setClock(next - wrong);
      wrong = next;
      app?.wakeups.look();
    },
    rows: (source) => rowsOf(running(), source),
    moments: () => running().storage.db.all<Moment>('SELECT * FROM moments ORDER BY at', []),
    waiting: () =>
      running().storage.db.all('SELECT id FROM scheduled WHERE deliver_at > ?1', [Date.now() + wrong]).length,
    tombstones: () =>
      running().storage.db.all('SELECT id FROM notifications WHERE purged_at IS NOT NULL', []).length,
    async remove() {
      if (app !== null) await kill();
      fs.rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
