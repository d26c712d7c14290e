import type { Bridge } from '#app/ipc';
import type { Failure, Result } from '#app/result';
import type { Mute, Preview, Rule, RuleInput } from '#server/decisions';
import type { InboxClient } from '../../../server/client/client.ts';
import { failureOf } from '../inbox.ts';
import { createStore, type Readable } from '../store.ts';

export { createRuleTasks, type OpenRule, type RuleTasks } from './rule-tasks.ts';

export type RulesState = Readonly<{
  /** In their order. */
  rules: readonly Rule[];
  mutes: readonly Mute[];
}>;

/** What a rule did to what was here: how many notifications it changed, and the batch that takes it back (null: nothing to). */
export type Applied = Readonly<{ rows: number; batch: string | null }>;

type Snapshot = Readonly<{ state: RulesState | null; error: Failure | null }>;

/** Rules and mutes: read when they are first shown, and again after each change, whoever has made it. */
export interface Rules extends Readable<Snapshot> {
  /** Reads them, if nothing has yet. */
  need(): void;
  /** @returns what was read; null: `error` says why nothing was */
  load(): Promise<RulesState | null>;
  /** After a time without a backend. */
  recover(): void;
  /** @param id null: adds it behind all others */
  save(id: string | null, rule: RuleInput): Promise<Result<Rule>>;
  remove(id: string): Promise<Result<unknown>>;
  /** Shows at once. @param by -1: before the one above it */
  move(id: string, by: -1 | 1): Promise<Result<unknown>>;
  preview(filter: string): Promise<Result<Preview>>;
  apply(id: string): Promise<Result<Applied>>;
  /** @returns how many notifications are as they were before */
  undo(batch: string): Promise<number | null>;
  mute(thing: Pick<Mute, 'what' | 'source' | 'key'>, until: string | null): Promise<Failure | null>;
  unmute(id: string): Promise<Failure | null>;
}

/** The list with one rule moved by one place. */
function moved(rules: readonly Rule[], id: string, by: -1 | 1): readonly Rule[] {
  const from = rules.findIndex((rule) => rule.id === id);
  const rule = rules[from];
  const other = rules[from + by];
  if (rule === undefined || other === undefined) return rules;
  return rules.with(from, other).with(from + by, rule);
}

export function createRules(bridge: Bridge, inbox: Pick<InboxClient, 'act' | 'receive' | 'undo'>): Rules {
  const store = createStore<Snapshot>({ state: null, error: null });
  let isNeeded = false;
  /** The last request; an older answer is out of date. */
  let latest = 0;

  async function load(): Promise<RulesState | null> {
    isNeeded = true;
    latest += 1;
    const mine = latest;
    const [rules, mutes] = await Promise.all([bridge.call('rules.get', {}), bridge.call('mutes.get', {})]);
    if (!rules.ok || !mutes.ok) {
      const error = rules.ok ? (mutes.ok ? null : mutes.error) : rules.error;
      if (mine === latest) store.set({ ...store.get(), error });
      return null;
    }
    const state = { rules: rules.value.rules, mutes: mutes.value.mutes };
    if (mine === latest) store.set({ state, error: null });
    return state;
  }

  async function changed<T>(answer: Promise<Result<T>>): Promise<Result<T>> {
    const result = await answer;
    // Also after a refusal: something else may have changed them.
    await load();
    return result;
  }

  async function act(request: Parameters<InboxClient['act']>[0]): Promise<Failure | null> {
    const failure = await inbox.act(request).then(() => null, failureOf);
    await load();
    return failure;
  }

  bridge.on('rules', () => {
    if (isNeeded) void load();
  });

  return {
    get: store.get,
    subscribe: store.subscribe,
    load,
    need() {
      if (!isNeeded) void load();
    },
    recover() {
      if (isNeeded) void load();
    },
    async save(id, rule) {
      const result = await changed(bridge.call('rules.save', { id, rule }));
      return result.ok ? { ok: true, value: result.value.rule } : result;
    },
    remove: (id) => changed(bridge.call('rules.remove', { id })),
    move(id, by) {
      const { state } = store.get();
      if (state === null) return Promise.resolve({ ok: true, value: null });
      const rules = moved(state.rules, id, by);
      // What is being read may have the old order.
      latest += 1;
      store.set({ state: { ...state, rules }, error: null });
      return changed(bridge.call('rules.order', { ids: rules.map((rule) => rule.id) }));
    },
    preview: (filter) => bridge.call('rules.preview', { filter }),
    async apply(id) {
      const result = await bridge.call('rules.apply', { id });
      if (!result.ok) return result;
      const { batch = null, delta, rows = delta.changed?.length ?? 0 } = result.value;
      inbox.receive(delta);
      return { ok: true, value: { rows, batch } };
    },
    undo: (batch) =>
      inbox.undo(batch).then(
        ({ restored }) => restored,
        () => null,
      ),
    mute: ({ what, source, key }, until) =>
      act({ action: { kind: 'mute', what, source, ...(what === 'source' ? {} : { key }), until } }),
    unmute: (id) => act({ action: { kind: 'unmute', mute: id } }),
  };
}
