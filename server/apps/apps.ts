import { randomBytes } from 'node:crypto';
import { type AppRow, NOBODY, type Storage, steps, type Unit } from '../storage/storage.ts';
import { type AppCredentials, AppProblem, type AppSettings, makeApp, settingsOf } from './app-settings.ts';
import type { ChangingApps, RealtimeApp } from './realtime-app.ts';

export { type AppCredentials, AppProblem, type AppSettings, makeApp } from './app-settings.ts';
export {
  type AppEvent,
  type Apps,
  CHANNEL_EVENTS,
  type ChangingApps,
  type RealtimeApp,
  WEBHOOK_EVENTS,
  type Webhook,
} from './realtime-app.ts';
export { createServedApps, type RunOptions, type ServedApps } from './served-apps.ts';
export { maskedWebhookUrl, readWebhookUrl, webhookProblem } from './webhook-url.ts';

/** The stored apps, as of the last reading. */
export interface AppRegistry extends ChangingApps {
  /** Oldest first. The first is the default app, through which this server's own clients connect. */
  list(): readonly RealtimeApp[];
  /** The default app; created if there is none yet. */
  first(): Promise<RealtimeApp>;
  /** Generates missing credentials. @throws AppProblem for what is malformed or taken */
  add(app: Partial<AppCredentials> & Partial<AppSettings>): Promise<RealtimeApp>;
  /** @throws AppProblem when there is no such app, or a setting is malformed */
  update(id: string, settings: Partial<AppSettings>): Promise<RealtimeApp>;
  /** Sets a new secret, and with `key` a new key, after which clients with the old key are refused. @throws AppProblem */
  rotate(id: string, options?: Readonly<{ key: boolean }>): Promise<RealtimeApp>;
  /** @throws AppProblem when there is no such app, or for the default app, which this server's own clients need */
  remove(id: string): Promise<void>;
  /** Reads them again. @throws AppError `storage_failed` */
  reload(): Promise<void>;
}

const newId = (): string => String(randomBytes(4).readUInt32BE());
const newKey = (): string => randomBytes(10).toString('hex');
const newSecret = (): string => randomBytes(20).toString('hex');

const toApp = ({ settings, ...credentials }: AppRow): RealtimeApp =>
  makeApp({ ...JSON.parse(settings), ...credentials });

const toRow = (app: RealtimeApp): AppRow => ({
  id: app.id,
  key: app.key,
  secret: app.secret,
  settings: JSON.stringify(settingsOf(app)),
});

type Known = Readonly<{
  apps: readonly RealtimeApp[];
  byId: ReadonlyMap<string, RealtimeApp>;
  byKey: ReadonlyMap<string, RealtimeApp>;
}>;

/** Reads them once. @throws AppError `storage_failed` */
export async function openAppRegistry(deps: {
  storage: Pick<Storage, 'work' | 'read' | 'apps' | 'db'>;
}): Promise<AppRegistry> {
  const { work, read, apps: rows, db } = deps.storage;
  let seen = 0;
  let known: Known = { apps: [], byId: new Map(), byKey: new Map() };

  async function reload(): Promise<void> {
    const version = db.version();
    const apps = (await read(() => rows.all())).map(toApp);
    known = {
      apps,
      byId: new Map(apps.map((app) => [app.id, app])),
      byKey: new Map(apps.map((app) => [app.key, app])),
    };
    seen = version;
  }

  async function refresh(): Promise<void> {
    try {
      if (db.version() !== seen) await reload();
    } catch {
      // Keeps serving connections while the disk fails for a moment.
    }
  }

  async function change<T>(unit: Unit<T>): Promise<T> {
    const value = await work(NOBODY, unit);
    await reload();
    return value;
  }

  const existing = steps('apps.existing', function* (id: string) {
    const row = (yield* rows.all()).find((one) => one.id === id);
    if (row === undefined) throw new AppProblem(`There is no app ${id}.`);
    return toApp(row);
  });

  const insert = steps('apps.add', function* (wanted: Partial<AppCredentials> & Partial<AppSettings>) {
    const app = makeApp({ id: newId(), key: newKey(), secret: newSecret(), ...wanted });
    const taken = (yield* rows.all()).find(({ id, key }) => id === app.id || key === app.key);
    if (taken !== undefined) {
      throw new AppProblem(`App ${taken.id} already has this ${taken.id === app.id ? 'id' : 'key'}.`);
    }
    yield* rows.insert(toRow(app));
    return app;
  });

  const save = steps('apps.save', function* (app: RealtimeApp) {
    const checked = makeApp(app);
    yield* rows.update(toRow(checked));
    return checked;
  });

  await reload();
  return {
    reload,
    refresh,
    byId: (id) => known.byId.get(id),
    byKey: (key) => known.byKey.get(key),
    list: () => known.apps,

    first: () =>
      change(function* () {
        const [row] = yield* rows.all();
        return row === undefined ? yield* insert({ keepNotifications: true }) : toApp(row);
      }),

    add: (app) => change(() => insert(app)),

    update: (id, settings) =>
      change(function* () {
        return yield* save({ ...(yield* existing(id)), ...settings });
      }),

    rotate: (id, { key } = { key: false }) =>
      change(function* () {
        const app = yield* existing(id);
        return yield* save({ ...app, secret: newSecret(), ...(key && { key: newKey() }) });
      }),

    remove: (id) =>
      change(function* () {
        yield* existing(id);
        if ((yield* rows.all())[0]?.id === id) {
          throw new AppProblem(`App ${id} is the default app, and this server's own clients need it.`);
        }
        yield* rows.remove(id);
      }),
  };
}
