/** An inbox with three sources, an upstream behind each, and a clock for each side. */
import { expect } from 'vitest';
import type { ActionRequest } from '#server/inbox';
import type { OutboxEntry, OutboxResult } from '#server/outbox';
import { refusal } from '#server/rules/refusals';
import { SNOOZE_MIN } from '#server/rules/state';
import { timestamp } from '#server/rules/time';
import type { SourceKind } from '#server/source';
import type { Inbox } from '../../../server/inbox/inbox.ts';
import type { Sources } from '../../../server/sources/sources.ts';
import type { Storage } from '../../../server/storage/storage.ts';
import { Checks, type StoredRow, stateOf } from './checks.ts';
import { ALL_ACTIONS, LARAVEL, SECOND_THOUGHTS } from './harness.ts';
import { KINDS, sourceOf, type Upstream } from './upstream.ts';

const ACTIONS = { belfry: ALL_ACTIONS, laravel: LARAVEL, channels: ['reply'] } as const;
export const MINUTE = 60_000;

type Answers = Readonly<{ outcome: 'done' | 'refused' | 'retry' | 'lost'; dated: boolean; late: boolean }>;

type WorldDeps = Readonly<{
  storage: Storage;
  inbox: Inbox;
  sources: Sources;
  userId: number;
  /** The clock here, and the one that nobody sets, in milliseconds. */
  clock: { now: number; monotonic: number };
}>;

export class World {
  readonly upstreams: Readonly<Record<SourceKind, Upstream>>;
  readonly checks: Checks;
  readonly #deps: WorldDeps;
  readonly #batches: { id: string; revision: number; before: Map<string, StoredRow>; isUndone: boolean }[] =
    [];
  #late: OutboxResult[] = [];

  constructor(deps: WorldDeps) {
    this.#deps = deps;
    this.checks = new Checks({ ...deps, now: deps.clock.now });
    this.upstreams = this.checks.upstreams;
  }

  /** Each source is there, and has brought something. */
  async begin(): Promise<void> {
    const { sources, userId } = this.#deps;
    for (const kind of KINDS) {
      await sources.register(userId, sourceOf(kind), { kind, actions: [...ACTIONS[kind]] });
      for (let sent = 0; sent < 2; sent += 1) this.upstreams[kind].send(null);
      await this.deliver(kind);
    }
  }

  async deliver(kind: SourceKind, items = this.upstreams[kind].said): Promise<void> {
    await this.#deps.sources.ingest(this.#deps.userId, { source: sourceOf(kind), items: [...items] });
  }

  async act(request: ActionRequest): Promise<void> {
    const { inbox, userId } = this.#deps;
    const before = this.checks.stored();
    const { batch, delta } = await inbox.apply({ userId, request });
    if (batch !== null) this.#batches.push({ id: batch, revision: delta.revision, before, isUndone: false });
    this.checks.noteBroughtBack(before);
  }

  /** Restores exactly the rows that nothing has changed since, once. */
  async undo(back: number): Promise<void> {
    const batch = this.#batches.at(-1 - (back % Math.max(1, this.#batches.length)));
    if (batch === undefined) return;
    const was = this.checks.stored();
    const { restored } = await this.#deps.inbox.undo(this.#deps.userId, batch.id);
    const untouched = [...was.values()].filter(
      ({ acted_revision, purged_at }) =>
        !batch.isUndone && acted_revision === batch.revision && purged_at === null,
    );
    batch.isUndone = true;
    expect(restored).toBe(untouched.length);
    const wanted = new Map([...was].map(([id, row]) => [id, stateOf(row)]));
    for (const { id } of untouched) wanted.set(id, stateOf(batch.before.get(id) as StoredRow));
    expect(new Map([...this.checks.stored()].map(([id, row]) => [id, stateOf(row)]))).toEqual(wanted);
    this.checks.noteBroughtBack(was);
  }

  /** The clocks are set, and do what is due by then. */
  async setClocks(now: number, skew: number): Promise<void> {
    const { clock, inbox } = this.#deps;
    clock.now = now;
    for (const kind of KINDS) {
      this.upstreams[kind].now = now + skew;
      this.upstreams[kind].tick();
    }
    const before = this.checks.stored();
    for (const kind of inbox.due) while ((await kind.fire(now)) > 0);
    this.checks.checkWoken(before);
  }

  /** As the main process does: in order, one answer for each; some answers get lost, or come later. */
  async drain(kind: SourceKind, limit: number, { outcome, dated, late }: Answers): Promise<number> {
    const { sources, userId } = this.#deps;
    const upstream = this.upstreams[kind];
    const { entries } = await sources.outbox(userId, { source: sourceOf(kind), limit });
    const results = entries.flatMap((entry): OutboxResult[] => {
      const { id } = entry;
      if (outcome === 'refused') {
        this.checks.refused.add(entry.notification_id);
        return [{ id, outcome, reason: refusal('words', {}, 'no') }];
      }
      if (outcome === 'retry') return [{ id, outcome }];
      const isGone = kind === 'laravel' && upstream.isGone(entry.external_id ?? '');
      const isHeard = this.#tell(upstream, entry);
      if (outcome === 'lost') return [];
      if (isGone) return [{ id, outcome, gone: true }];
      const isDated = isHeard && dated && kind === 'belfry';
      return [{ id, outcome, ...(isDated ? { revision: upstream.revision } : {}) }];
    });
    if (late) this.#late.push(...results);
    else await this.#report(results);
    return entries.length;
  }

  /** As the adapters do. @returns whether there was anything to tell */
  #tell(upstream: Upstream, { external_id, action, until }: OutboxEntry): boolean {
    const { now } = this.#deps.clock;
    const isOver = until !== undefined && Date.parse(until) <= now;
    if (isOver) return false;
    const shortest = now + SNOOZE_MIN + MINUTE / 2;
    upstream.act(external_id ?? '', {
      action,
      ...(until !== undefined && { until: timestamp(Math.max(Date.parse(until), shortest)) }),
    });
    return true;
  }

  report = (): Promise<void> => this.#report(this.#late.splice(0));

  async #report(results: OutboxResult[]): Promise<void> {
    if (results.length > 0) await this.#deps.sources.report(this.#deps.userId, { results });
  }

  /** Everything is told and answered, every snooze that is over has ended, and each source has reported every state. */
  async settle(): Promise<void> {
    const { clock } = this.#deps;
    await this.report();
    await this.#tellAll();
    await this.setClocks(clock.now + 5 * MINUTE, 0);
    await this.#tellAll();
    for (const kind of KINDS) {
      const upstream = this.upstreams[kind];
      const told = upstream.rows.filter((row) => kind === 'belfry' || !row.gone);
      await this.deliver(
        kind,
        told.map((row) => upstream.item(row)),
      );
    }
  }

  async #tellAll(): Promise<void> {
    this.#deps.clock.monotonic += SECOND_THOUGHTS;
    const fine = { outcome: 'done', dated: false, late: false } as const;
    for (const kind of KINDS) while ((await this.drain(kind, 100, fine)) > 0);
  }
}
