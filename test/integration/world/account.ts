/** What a person does to an inbox: actions on rows, threads, filters and views, undo, mutes and rules. */
import type { ActionRequest, Batch, RequestedAction, UndoAnswer } from '#server/inbox';
import type { Notification } from '#server/notification';
import type { PlainAction, View } from '#server/rules/state';
import { timestamp } from '#server/rules/time';
import type { Mutable, RuleEffect } from '#server/rules/verdicts';

const MINUTE = 60_000;

/** `minutes`: how long it is snoozed. */
export type Deed = Readonly<{ kind: PlainAction } | { kind: 'snooze'; minutes: number }>;
/** `pick`: among what there is by then. */
export type Target = Readonly<
  | { on: 'row'; pick: number }
  | { on: 'thread'; pick: number }
  | { on: 'filter'; q: string }
  | { on: 'view'; view: View }
>;

export interface Account {
  act(deed: Deed, target: Target): Promise<void>;
  /** Takes back one of the newest batches. */
  undo(pick: number): Promise<void>;
  /** `minutes`: until it ends; null: until it is taken away. */
  mute(
    thing: Readonly<{ what: Mutable; source: string; key: string }>,
    minutes: number | null,
  ): Promise<void>;
  unmute(pick: number): Promise<void>;
  rule(filter: string, effect: RuleEffect): Promise<void>;
  dropRule(pick: number): Promise<void>;
}

/** Where it lives. */
export interface Home {
  rows(): Promise<readonly Notification[]>;
  revision(): Promise<number>;
  /** The clock that its user sees. */
  now(): number;
  /** May be answered later, or never. */
  act(request: ActionRequest): Promise<unknown>;
  batches(): Promise<readonly Batch[]>;
  /** Likewise. */
  undo(batch: string): Promise<Pick<UndoAnswer, 'restored' | 'left'>>;
  call(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<Readonly<{ body: unknown }>>;
  /** Does not wait for the answer where this is played in the network. */
  hand(work: Promise<void>): Promise<void>;
  /** What must not happen. */
  onFault(fault: string): void;
}

/** That something is gone, or the server away, is no wonder. A snooze is refused where clocks differ. */
const EXPECTED = new Set(['unreachable', 'not_found', 'invalid_request', 'not_supported']);

const of = <T>(all: readonly T[], index: number): T | undefined => all[index % Math.max(1, all.length)];

export function accountOf(home: Home): Account {
  const hand = (work: Promise<unknown>): Promise<void> =>
    home.hand(
      work.then(
        () => {},
        (error: unknown) => {
          const code = (error as { code?: string }).code ?? String(error);
          if (!EXPECTED.has(code)) home.onFault(`an action fails: ${code}`);
        },
      ),
    );

  async function requestOf(action: RequestedAction, target: Target): Promise<ActionRequest | null> {
    if (target.on === 'filter') {
      return { action, filter: { q: target.q }, up_to_revision: await home.revision() };
    }
    if (target.on === 'view') return { action, view: target.view, up_to_revision: await home.revision() };
    const rows = await home.rows();
    if (target.on === 'row') {
      const row = of(rows, target.pick);
      return row === undefined ? null : { action, ids: [row.id] };
    }
    const row = of(
      rows.filter(({ group_key }) => group_key !== null),
      target.pick,
    );
    if (row === undefined) return null;
    const thread = { source: row.source, key: row.group_key ?? '' };
    return { action, thread, up_to_revision: await home.revision() };
  }

  return {
    async act(deed, target) {
      const action: RequestedAction =
        deed.kind === 'snooze'
          ? { kind: 'snooze', until: timestamp(home.now() + deed.minutes * MINUTE) }
          : deed;
      const request = await requestOf(action, target);
      if (request !== null) await hand(home.act(request));
    },
    async undo(pick) {
      const batch = of(await home.batches(), pick);
      if (batch === undefined) return;
      const { id, rows, action } = batch;
      async function undo(): Promise<void> {
        const { restored, left } = await home.undo(id);
        // Undone by somebody else before.
        if (restored + left === 0) return;
        if (restored + left !== rows) {
          home.onFault(`undo of ${action.kind}: ${restored} restored and ${left} left of ${rows}`);
        }
      }
      await hand(undo());
    },
    async mute({ what, source, key }, minutes) {
      const until = minutes === null ? null : timestamp(home.now() + minutes * MINUTE);
      const thing = what === 'source' ? { what, source } : { what, source, key };
      await hand(home.act({ action: { kind: 'mute', ...thing, until } }));
    },
    async unmute(pick) {
      const { body } = await home.call('GET', '/api/mutes');
      const mute = of((body as { mutes: { id: string }[] }).mutes, pick);
      if (mute !== undefined) await hand(home.act({ action: { kind: 'unmute', mute: mute.id } }));
    },
    async rule(filter, effect) {
      await home.call('POST', '/api/rules', { name: `${effect} ${filter}`, filter, do: effect });
    },
    async dropRule(pick) {
      const { body } = await home.call('GET', '/api/rules');
      const rule = of((body as { rules: { id: string }[] }).rules, pick);
      if (rule !== undefined) await home.call('DELETE', `/api/rules/${rule.id}`);
    },
  };
}
