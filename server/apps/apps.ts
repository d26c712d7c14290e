import { randomBytes } from 'node:crypto';
import type { AppRow, Storage } from '../storage/storage.ts';
import { type AppCredentials, AppProblem, type AppSettings, makeApp, settingsOf } from './app-settings.ts';
import type { Apps, RealtimeApp } from './realtime-app.ts';

export { type AppCredentials, AppProblem, type AppSettings, makeApp } from './app-settings.ts';
export {
  type AppEvent,
  type Apps,
  CHANNEL_EVENTS,
  type RealtimeApp,
  WEBHOOK_EVENTS,
  type Webhook,
} from './realtime-app.ts';
export { createServedApps, type RunOptions, type ServedApps } from './served-apps.ts';
export { maskedWebhookUrl, readWebhookUrl, webhookProblem } from './webhook-url.ts';

/** The stored apps. A change by another process, such as the command line, applies from the next look-up on. */
export interface AppRegistry extends Apps {
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

type Cache = Readonly<{
  version: number;
  apps: readonly RealtimeApp[];
  byId: ReadonlyMap<string, RealtimeApp>;
  byKey: ReadonlyMap<string, RealtimeApp>;
}>;

export function createAppRegistry(deps: { storage: Pick<Storage, 'work' | 'apps'> }): AppRegistry {
  const { work, apps: rows } = deps.storage;
  let cache: Cache | null = null;

  function read(): Cache {
    const version = rows.version();
    if (cache?.version === version) return cache;
    const apps = rows.all().map(toApp);
    return {
      version,
      apps,
      byId: new Map(apps.map((app) => [app.id, app])),
      byKey: new Map(apps.map((app) => [app.key, app])),
    };
  }

  function current(): Cache {
    try {
      cache = read();
    } catch (error) {
      // Keeps serving connections while the disk fails for a moment.
      if (cache === null) throw error;
    }
    return cache;
  }

  /** SQLite's `data_version` only counts changes by other connections, so ours clear the cache. */
  const change = <T>(fn: () => T): Promise<T> =>
    work(fn, () => {
      cache = null;
    });

  function existing(id: string): RealtimeApp {
    const row = rows.all().find((one) => one.id === id);
    if (row === undefined) throw new AppProblem(`There is no app ${id}.`);
    return toApp(row);
  }

  function insert(wanted: Partial<AppCredentials> & Partial<AppSettings>): RealtimeApp {
    const app = makeApp({ id: newId(), key: newKey(), secret: newSecret(), ...wanted });
    const taken = rows.all().find(({ id, key }) => id === app.id || key === app.key);
    if (taken !== undefined) {
      throw new AppProblem(`App ${taken.id} already has this ${taken.id === app.id ? 'id' : 'key'}.`);
    }
    rows.insert(toRow(app));
    return app;
  }

  function save(app: RealtimeApp): RealtimeApp {
    const checked = makeApp(app);
    rows.update(toRow(checked));
    return checked;
  }

  return {
    byId: (id) => current().byId.get(id),
    byKey: (key) => current().byKey.get(key),
    list: () => current().apps,

    first: () =>
      change(() => {
        const [row] = rows.all();
        return row === undefined ? insert({ keepNotifications: true }) : toApp(row);
      }),

    add: (app) => change(() => insert(app)),

    update: (id, settings) => change(() => save({ ...existing(id), ...settings })),

    rotate: (id, { key } = { key: false }) =>
      change(() => save({ ...existing(id), secret: newSecret(), ...(key && { key: newKey() }) })),

    remove: (id) =>
      change(() => {
        existing(id);
        if (rows.all()[0]?.id === id) {
          throw new AppProblem(`App ${id} is the default app, and this server's own clients need it.`);
        }
        rows.remove(id);
      }),
  };
}
