import { isDeepStrictEqual } from 'node:util';
import type { CallArgs } from '#app/ipc';
import type { FailureCode, Result } from '#app/result';
import type { Region } from '#app/rules/region';
import type { SourceDefinition, SourceSecrets, StoredSecrets } from '#app/source-definition';
import type { Preview, SeenEvent, SourcesState, SourceView, TestResult } from '#app/source-view';
import type { SourceHealth } from '#app/state';
import type { Notification } from '#server/notification';
import { LOCAL } from '#server/rules/content';
import { cleanName } from '#server/rules/text/names';
import { throttle } from '../system/throttle.ts';
import type { Adapter, AdapterDeps } from './adapter.ts';
import type { Sessions } from './adapters/adapters.ts';
import { carryOver, signsInTo } from './kinds.ts';
import { createSourceManager, type SourceManager, type SourceManagerDeps } from './manager.ts';
import { createReceipts } from './seen-receipts.ts';
import { createKeptSecrets } from './source-secrets.ts';
import { healthOf } from './source-status.ts';
import { previewTemplate } from './templates/templates.ts';
import { hostsOf, type Keys, type RequestRights, type Secrets } from './vault/vault.ts';

/** How often changes are reported at most, in milliseconds. */
const NOTIFY_EVERY = 200;

/** The user's sources: their definitions, their status, and what can be done with them. Nothing in it throws or rejects. */
export interface Sources extends Pick<SourceManager, 'backendReady' | 'inboxChanged' | 'dispose'> {
  /** Where the buttons of notifications may send requests. */
  readonly rights: Pick<RequestRights, 'to' | 'allow'>;
  /** The source's notifications may not send requests there any more. */
  revoke(source: string, origin: string): Promise<Result<null>>;
  state(): SourcesState;
  /** What its user calls a source; null: it is this computer, or no longer there. */
  name(id: string): string | null;
  save(definition: SourceDefinition, secrets: SourceSecrets): Promise<Result<SourceView>>;
  remove(id: string): Promise<Result<null>>;
  test(definition: SourceDefinition, secrets: SourceSecrets): Promise<Result<readonly TestResult[]>>;
  events(id: string): Result<readonly SeenEvent[]>;
  preview(request: CallArgs['sources.preview']): Result<Preview>;
  retry(id: string): void;
  typing(notificationId: string): void;
  /** These notifications were on a screen: their senders get to know it. */
  seen(ids: readonly string[]): void;
  /** Ids of the sources in which a person who is online has this picture. */
  withPicture(url: string): readonly string[];
  /** Whether the source itself is on this host (with its port). */
  isAt(id: string, host: string): boolean;
  /** Whether any source is switched on. */
  isReaching(): boolean;
  /** After sleep, unlock, or a change of network. */
  kick(): void;
  /** The sources that are switched on and not connected, in the order in which they were added. */
  health(): readonly SourceHealth[];
}

export interface SourcesDeps extends Omit<SourceManagerDeps, 'createAdapter'> {
  /** Resolves late where the system's keyring asks its user first. */
  readonly secrets: Promise<Secrets>;
  readonly sessions: Sessions;
  readonly rights: RequestRights;
  createAdapter(
    definition: SourceDefinition,
    deps: AdapterDeps & Readonly<{ secrets: () => StoredSecrets }>,
  ): Promise<Adapter>;
  probe(definition: SourceDefinition, keys: Keys): Promise<readonly TestResult[]>;
  find(notificationId: string): Pick<Notification, 'source' | 'reply'> | undefined;
  region(): Region;
}

type Failed = Extract<Result<never>, { ok: false }>;
const failed = (code: FailureCode): Failed => ({ ok: false, error: { code } });
const UNKNOWN = failed('source_unknown');

/** Whether it has to be restarted; name and colour only change how it looks. */
function differs(a: SourceDefinition, b: SourceDefinition): boolean {
  const working = ({ name: _, colour: __, ...rest }: SourceDefinition) => rest;
  return !isDeepStrictEqual(working(a), working(b));
}

export function createSourceService(deps: SourcesDeps): Sources {
  const { store, sessions, rights, log } = deps;
  const secrets = createKeptSecrets(deps);
  const removedBefore = store.removed();
  const changed = throttle(deps.onChange, NOTIFY_EVERY);
  const manager = createSourceManager({
    ...deps,
    createAdapter: (definition, adapterDeps) =>
      deps.createAdapter(definition, { ...adapterDeps, secrets: () => secrets.of(definition) }),
    onChange: changed.call,
  });
  const receipts = createReceipts({ ...deps, onReported: () => manager.inboxChanged() });
  const begun = secrets.vault.then((vault) => {
    manager.begin();
    changed.call();
    // The app may have ended while it removed these.
    for (const id of removedBefore) {
      deps.lastEvents.forget(id);
      void secrets.forget(id);
    }
    return vault;
  });
  begun.catch((error: unknown) => log(`the secrets cannot be opened: ${String(error)}`));

  function view(definition: SourceDefinition): SourceView {
    const { id } = definition;
    const { token, headers = {}, origins = [] } = secrets.of(definition);
    return {
      definition,
      ...manager.status(id).view(),
      ...manager.pending(id),
      secrets: { token: token !== undefined, headers: Object.keys(headers), origins },
      mayRequest: rights.allowed(id),
    };
  }

  async function save(wanted: SourceDefinition, given: SourceSecrets): Promise<Result<SourceView>> {
    const name = cleanName(wanted.name);
    if (name === '') return failed('source_nameless');
    const { id } = wanted;
    const vault = await begun;
    const before = store.get(id);
    const definition = carryOver({ ...wanted, name }, before);
    if (before !== undefined && before.kind !== definition.kind) {
      return failed('source_of_other_kind');
    }
    const next = await secrets.opened(definition, given);
    if (!next.ok) return next;
    if (before !== undefined && store.get(id) === undefined) return UNKNOWN;
    const isOpenedAnew = !isDeepStrictEqual(vault.get(id), next.value);
    const stored = vault.get(id);
    try {
      if (isOpenedAnew) await vault.set(id, next.value);
      store.put(definition);
    } catch (error) {
      // The source stays as it was, with its secrets.
      await (before === undefined ? vault.remove(id) : vault.set(id, stored)).catch(() => {});
      throw error;
    }
    if (before === undefined || isOpenedAnew || differs(before, definition)) await manager.restart(id);
    changed.call();
    return { ok: true, value: view(definition) };
  }

  async function remove(id: string): Promise<Result<null>> {
    await begun;
    const definition = store.get(id);
    if (definition === undefined) return UNKNOWN;
    const { token } = secrets.of(definition);
    // First: if the disk refuses this, the source stays, and keeps its secrets.
    store.remove(id);
    rights.forget(id);
    await secrets.forget(id);
    await manager.remove(id);
    changed.call();
    const server = signsInTo(definition);
    if (server !== null && token !== undefined) void sessions.close(server, token);
    return { ok: true, value: null };
  }

  async function revoke(source: string, origin: string): Promise<Result<null>> {
    rights.revoke(source, origin);
    changed.call();
    return { ok: true, value: null };
  }

  async function test(
    definition: SourceDefinition,
    given: SourceSecrets,
  ): Promise<Result<readonly TestResult[]>> {
    await begun;
    const { token: _, headers: __, ...ways } = given;
    const { origins: ___, ...stored } = secrets.merged(definition, given);
    return { ok: true, value: await deps.probe(definition, { ...ways, ...stored }) };
  }

  /** A disk that fails becomes a failure with a code. */
  async function attempt<T>(what: string, work: Promise<Result<T>>): Promise<Result<T>> {
    try {
      return await work;
    } catch (error) {
      log(`${what} failed: ${error instanceof Error ? error.message : String(error)}`);
      return failed('internal');
    }
  }

  return {
    name: (id) => store.get(id)?.name ?? null,
    rights: {
      to: rights.to,
      allow(source, origin) {
        rights.allow(source, origin);
        changed.call();
      },
    },
    revoke: (source, origin) => attempt('revoking', revoke(source, origin)),
    state: () => ({
      sources: store.all().map(view),
      keyring: secrets.keyring(),
      localMayRequest: rights.allowed(LOCAL),
    }),
    save: (definition, given) => attempt('saving a source', save(definition, given)),
    remove: (id) => attempt('removing a source', remove(id)),
    test: (definition, given) => attempt('testing a source', test(definition, given)),
    events: (id) =>
      store.get(id) === undefined ? UNKNOWN : { ok: true, value: manager.status(id).events() },
    preview: (request) => previewTemplate(request, deps.region()),
    retry: manager.kick,
    typing(notificationId) {
      const item = deps.find(notificationId);
      if (item?.reply?.via === 'event') manager.typing(item.source, item.reply.channel);
    },
    seen: receipts.seen,
    withPicture: (url) =>
      store
        .all()
        .map(({ id }) => id)
        .filter((id) => {
          const { people } = manager.status(id).view();
          return people?.some(({ avatar }) => avatar === url);
        }),
    isAt(id, host) {
      const definition = store.get(id);
      return definition !== undefined && hostsOf(definition).includes(host);
    },
    isReaching: () => store.all().some(({ enabled }) => enabled),
    kick: () => manager.kick(),
    health: () => healthOf(store.all(), manager.status),
    backendReady: manager.backendReady,
    inboxChanged: manager.inboxChanged,
    async dispose() {
      changed.dispose();
      receipts.dispose();
      await manager.dispose();
    },
  };
}
