import { isDeepStrictEqual } from 'node:util';
import type { CallArgs } from '#app/ipc';
import type { FailureCode, Result } from '#app/result';
import type { Region } from '#app/rules/region';
import type { Preview, SeenEvent, SourcesState, SourceView, TestResult } from '#app/source-view';
import type { SourceDefinition, SourceSecrets, StoredSecrets } from '#app/sources';
import type { SourceHealth } from '#app/state';
import type { Notification } from '#server/notification';
import { cleanName } from '#server/rules/names';
import { throttle } from '../throttle.ts';
import type { Adapter, AdapterDeps } from './adapter.ts';
import { createFleet, type Fleet, type FleetDeps } from './fleet.ts';
import { withFoundAuth } from './laravel/auth.ts';
import { hostsOf, merge, originsOf, secretsFor } from './origins.ts';
import { previewed } from './preview.ts';
import { createReceipts } from './receipts.ts';
import type { Bound, Keys, Secrets } from './secrets.ts';
import type { Sessions } from './session.ts';
import { healthOf } from './shown.ts';

/** Changes are told at most this often, in milliseconds. */
const TELL_EVERY = 200;

/** The user's sources: what they are, and how they stand. Nothing in it throws or rejects. */
export interface Sources extends Pick<Fleet, 'backendReady' | 'inboxChanged' | 'dispose'> {
  state(): SourcesState;
  save(definition: SourceDefinition, secrets: SourceSecrets): Promise<Result<SourceView>>;
  remove(id: string): Promise<Result<null>>;
  test(definition: SourceDefinition, secrets: SourceSecrets): Promise<Result<readonly TestResult[]>>;
  events(id: string): Result<readonly SeenEvent[]>;
  preview(request: CallArgs['sources.preview']): Result<Preview>;
  retry(id: string): void;
  typing(notificationId: string): void;
  /** These were on a screen: their senders are told. */
  seen(ids: readonly string[]): void;
  /** The sources in which somebody who is online has this picture. */
  withPicture(url: string): readonly string[];
  /** Whether this host, with its port, is one that the source itself is on. */
  isAt(id: string, host: string): boolean;
  /** Whether any of them is to be reached. */
  isReaching(): boolean;
  /** After sleep, unlock, or in another network. */
  kick(): void;
  /** Those that are switched on and not connected, in the order in which they were added. */
  health(): readonly SourceHealth[];
}

export interface SourcesDeps extends Omit<FleetDeps, 'createAdapter'> {
  /** The system's keyring may ask its user first. */
  readonly secrets: Promise<Secrets>;
  readonly sessions: Sessions;
  createAdapter(
    definition: SourceDefinition,
    deps: AdapterDeps & Readonly<{ secrets: () => StoredSecrets }>,
  ): Promise<Adapter>;
  probe(definition: SourceDefinition, keys: Keys): Promise<readonly TestResult[]>;
  find(notificationId: string): Notification | undefined;
  region(): Region;
}

type Failed = Extract<Result<never>, { ok: false }>;
const failed = (code: FailureCode): Failed => ({ ok: false, error: { code } });
const UNKNOWN = failed('source_unknown');

/** Whether it works otherwise; name and colour are how it is shown. */
function differs(a: SourceDefinition, b: SourceDefinition): boolean {
  const working = ({ name: _, colour: __, ...rest }: SourceDefinition) => rest;
  return !isDeepStrictEqual(working(a), working(b));
}

export function createSources(deps: SourcesDeps): Sources {
  const { store, sessions, log } = deps;
  let keys: Secrets | null = null;
  const removedBefore = store.removed();
  const changed = throttle(deps.onChange, TELL_EVERY);
  const fleet = createFleet({
    ...deps,
    createAdapter: (definition, adapterDeps) =>
      deps.createAdapter(definition, { ...adapterDeps, secrets: () => secretsOf(definition) }),
    onChange: changed.call,
  });
  const receipts = createReceipts({ ...deps, onReported: () => fleet.inboxChanged() });
  const begun = deps.secrets.then((opened) => {
    keys = opened;
    for (const definition of store.all()) bindToOwn(opened, definition);
    fleet.begin();
    changed.call();
    // The app may have ended in the middle of that.
    for (const id of removedBefore) {
      deps.lastEvents.forget(id);
      void forget(opened, id);
    }
    return opened;
  });
  begun.catch((error: unknown) => log(`the secrets cannot be opened: ${String(error)}`));

  /** What the disk does not let go now goes with the next start. */
  async function forget(secrets: Secrets, id: string): Promise<void> {
    await secrets
      .remove(id)
      .catch((error: unknown) => log(`secrets of ${id} stay for now: ${String(error)}`));
  }

  /** What was kept before origins were noted was given for where its source is. */
  function bindToOwn(secrets: Secrets, definition: SourceDefinition): void {
    const { id } = definition;
    const kept = secrets.get(id);
    if (kept.origins !== undefined || Object.keys(kept).length === 0) return;
    secrets
      .set(id, { ...kept, origins: originsOf(definition) })
      .catch((error: unknown) => log(`the origins of ${id} are not noted: ${String(error)}`));
  }

  const secretsOf = (definition: SourceDefinition): Bound =>
    secretsFor(definition, keys?.get(definition.id) ?? {});

  function view(definition: SourceDefinition): SourceView {
    const { id } = definition;
    const { token, headers = {}, origins = [] } = secretsOf(definition);
    return {
      definition,
      ...fleet.shown(id).view(),
      ...fleet.pending(id),
      secrets: { token: token !== undefined, headers: Object.keys(headers), origins },
    };
  }

  const merged = (definition: SourceDefinition, given: SourceSecrets): Bound =>
    merge(definition, keys?.get(definition.id) ?? {}, given);

  /** What is to be stored. A Belfry server is signed in to for that. */
  async function opened(definition: SourceDefinition, given: SourceSecrets): Promise<Result<Bound>> {
    const all = merged(definition, given);
    if (definition.kind !== 'belfry') return { ok: true, value: all };
    const { id, url } = definition;
    const session = await sessions.open(url, id, given);
    if (!session.ok) return session;
    const token = session.value ?? all.token;
    if (token === undefined) return failed('sign_in_needed');
    return { ok: true, value: { ...all, token } };
  }

  async function save(wanted: SourceDefinition, given: SourceSecrets): Promise<Result<SourceView>> {
    const name = cleanName(wanted.name);
    if (name === '') return failed('source_nameless');
    const { id } = wanted;
    const secrets = await begun;
    const before = store.get(id);
    const definition = withFoundAuth({ ...wanted, name }, before);
    if (before !== undefined && before.kind !== definition.kind) {
      return failed('source_of_other_kind');
    }
    const next = await opened(definition, given);
    if (!next.ok) return next;
    if (before !== undefined && store.get(id) === undefined) return UNKNOWN;
    const isOpenedAnew = !isDeepStrictEqual(secrets.get(id), next.value);
    const kept = secrets.get(id);
    try {
      if (isOpenedAnew) await secrets.set(id, next.value);
      store.put(definition);
    } catch (error) {
      // It stays where it is, and with what opens it there.
      await (before === undefined ? secrets.remove(id) : secrets.set(id, kept)).catch(() => {});
      throw error;
    }
    if (before === undefined || isOpenedAnew || differs(before, definition)) await fleet.restart(id);
    changed.call();
    return { ok: true, value: view(definition) };
  }

  async function remove(id: string): Promise<Result<null>> {
    const secrets = await begun;
    const definition = store.get(id);
    if (definition === undefined) return UNKNOWN;
    const { token } = secretsOf(definition);
    // First: a source that stays, as the disk refuses, keeps what opens it.
    store.remove(id);
    await forget(secrets, id);
    await fleet.remove(id);
    changed.call();
    if (definition.kind === 'belfry' && token !== undefined) void sessions.close(definition.url, token);
    return { ok: true, value: null };
  }

  async function test(
    definition: SourceDefinition,
    given: SourceSecrets,
  ): Promise<Result<readonly TestResult[]>> {
    await begun;
    const { token: _, headers: __, ...ways } = given;
    const { origins: ___, ...kept } = merged(definition, given);
    return { ok: true, value: await deps.probe(definition, { ...ways, ...kept }) };
  }

  /** Disks fail, too. */
  async function attempt<T>(what: string, work: Promise<Result<T>>): Promise<Result<T>> {
    try {
      return await work;
    } catch (error) {
      log(`${what} failed: ${error instanceof Error ? error.message : String(error)}`);
      return failed('internal');
    }
  }

  return {
    state: () => ({ sources: store.all().map(view), keyring: keys?.keyring() ?? 'encrypted' }),
    save: (definition, given) => attempt('saving a source', save(definition, given)),
    remove: (id) => attempt('removing a source', remove(id)),
    test: (definition, given) => attempt('testing a source', test(definition, given)),
    events: (id) => (store.get(id) === undefined ? UNKNOWN : { ok: true, value: fleet.shown(id).events() }),
    preview: (request) => previewed(request, deps.region()),
    retry: fleet.kick,
    typing(notificationId) {
      const item = deps.find(notificationId);
      if (item?.reply?.via === 'event') fleet.typing(item.source, item.reply.channel);
    },
    seen: receipts.seen,
    withPicture: (url) =>
      store
        .all()
        .map(({ id }) => id)
        .filter((id) => {
          const { people } = fleet.shown(id).view();
          return people?.some(({ avatar }) => avatar === url);
        }),
    isAt(id, host) {
      const definition = store.get(id);
      return definition !== undefined && hostsOf(definition).includes(host);
    },
    isReaching: () => store.all().some(({ enabled }) => enabled),
    kick: () => fleet.kick(),
    health: () => healthOf(store.all(), fleet.shown),
    backendReady: fleet.backendReady,
    inboxChanged: fleet.inboxChanged,
    async dispose() {
      changed.dispose();
      receipts.dispose();
      await fleet.dispose();
    },
  };
}
