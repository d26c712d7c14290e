/** What must be true of a world in which everybody has heard of everything. */
import { expect } from 'vitest';
import type { Counts } from '#server/inbox';
import type { Notification } from '#server/notification';
import { newestFirst } from '#server/rules/order';
import { belongs, isInsistent, isUnread, VIEWS } from '#server/rules/state';
import type { Moment } from './belfry-host.ts';
import type { Device, Shown } from './device.ts';
import type { World } from './world.ts';

const SOON = 10 * 60_000;

/** Since when something is so may differ by the way between the two; until when may not. */
const stateOf = (row: Notification) => ({
  title: row.title,
  read: row.read_at !== null,
  done: row.archived_at !== null,
  saved: row.saved_at !== undefined,
  snoozed: row.snoozed_until ?? null,
  muted: row.muted_at !== undefined,
  deleted: row.deleted_at !== undefined,
  ended: row.ended ?? null,
  verdict: row.verdict ?? null,
  insists: isInsistent(row),
  acknowledged: row.acknowledged_at !== undefined,
});
const statesOf = (rows: readonly Notification[]) =>
  rows.map(stateOf).sort((a, b) => (a.title < b.title ? -1 : 1));
const titlesOf = (rows: readonly Notification[]): string[] => rows.map(({ title }) => title).sort();

/** Read, done or deleted: its source counts it as read. */
const isDealtWith = ({ read_at, archived_at, deleted_at }: Notification): boolean =>
  read_at !== null || archived_at !== null || deleted_at !== undefined;

/** Rows that were dealt with once, and then not: somebody, or the clock, has brought them back. */
function broughtBack(moments: readonly Moment[]): ReadonlySet<string> {
  const dealt = new Set<string>();
  const back = new Set<string>();
  for (const moment of moments) {
    if (moment.dealt === 1) dealt.add(moment.id);
    else if (dealt.has(moment.id)) back.add(moment.title);
  }
  return back;
}

/** Nothing is lost, and each device is as the record of its rows. */
export async function expectSame({ devices, team, shop, sent }: World): Promise<void> {
  const there = await team.rows();
  expect(there.length + team.tombstones(), 'all that the team server has taken').toBe(sent.team);
  for (const device of devices) {
    const rows = await device.rows();
    expect(statesOf(rows.filter(({ source }) => source === 's-team'))).toEqual(statesOf(there));
    await expectShop(device, shop.table.rows);
    await expectOwnTruth(device, rows);
    const purged = new Set(device.moments().map(({ id }) => id)).size - rows.length;
    expect(purged, 'rows that are gone were purged').toBe(device.tombstones());
  }
  for (const device of devices) {
    const own = device.moments().filter(({ source }) => source === 'local');
    // A send may wait longer than a story, where it was made by a clock that was wrong.
    const arrived = new Set(own.map(({ id }) => id)).size;
    expect(arrived + device.waiting(), 'all that it was sent').toBe(sent[device.name]);
  }
}

/** What is unread there is not dealt with here, and the other way round, but for what was brought back here alone. */
async function expectShop(device: Device, there: World['shop']['table']['rows']): Promise<void> {
  const rows = await device.rows('s-shop');
  const here = new Map(rows.map((row) => [row.title, row]));
  const moments = device.moments();
  const back = broughtBack(moments);
  const known = new Set(moments.map(({ title }) => title));
  const unreadThere = new Set<string>();
  for (const { data, read_at } of there) {
    const title = String(data.title);
    expect(known, 'nothing is lost').toContain(title);
    if (read_at !== null) continue;
    unreadThere.add(title);
    const row = here.get(title);
    expect(row !== undefined && !isDealtWith(row), `${title} is unread there and here`).toBe(true);
  }
  for (const row of rows) {
    if (isDealtWith(row) || unreadThere.has(row.title) || back.has(row.title)) continue;
    // What an app does not have any more stays here: as read, if its list has shown it before; else as it came.
    expect(await device.wasListed(row.id), `${row.title} is read there and here`).toBe(false);
  }
}

/** Its backend, its tray and its window say the same; no row is there twice. */
async function expectOwnTruth(device: Device, rows: readonly Notification[]): Promise<void> {
  const unread = rows.filter(isUnread);
  const by_source: Record<string, number> = {};
  for (const { source } of unread) by_source[source] = (by_source[source] ?? 0) + 1;
  const { backend, main } = await device.counts();
  expect(backend).toEqual({ unread: unread.length, by_source } satisfies Counts);
  expect(main).toEqual(backend);
  const listed = device.listed();
  for (const view of VIEWS) {
    const held = rows.filter((row) => belongs(view, row)).sort(newestFirst);
    expect(listed[view], view).toEqual(held.map(({ title }) => title));
  }
  expect(new Set(titlesOf(rows)).size).toBe(rows.length);
  expect(device.pending(), 'entries of the outbox').toBe(0);
  for (const { key, title } of device.screen.values()) {
    if (key.startsWith('item:')) expect(titlesOf([...unread, ...rows.filter(isInsistent)])).toContain(title);
  }
}

/** Titles that a toast shows; a summary of many shows the newest three. */
const announcedBy = ({ title, body }: Shown): readonly string[] =>
  `${title}\n${body}`.match(/Number \d+\./g) ?? [];

/** How often each has come to the top. */
function surfacings(moments: readonly Moment[]): ReadonlyMap<string, ReadonlySet<number>> {
  const all = new Map<string, Set<number>>();
  for (const { title, surfaced } of moments) {
    const known = all.get(title);
    if (known === undefined) all.set(title, new Set([surfaced]));
    else known.add(surfaced);
  }
  return all;
}

/**
 * Each time that something comes to the top it is announced once at most, however often it is undone or restored. A summary on the
 * screen grows and lists earlier notifications again. What was never unread is never announced. An emergency repeats until somebody
 * acknowledges it, also after a restart.
 */
export function expectNothingTwice(device: Device): void {
  const moments = device.moments();
  const tops = surfacings(moments);
  const wasUnread = new Set(moments.filter(({ unread }) => unread === 1).map(({ title }) => title));
  const emergencies = new Set(moments.filter(({ insists }) => insists === 1).map(({ title }) => title));
  const told = new Map<string, Shown[]>();
  for (const toast of device.toasts) {
    for (const title of announcedBy(toast).filter((one) => !emergencies.has(one))) {
      expect(wasUnread, 'announced').toContain(title);
      const before = told.get(title) ?? [];
      const isSame = ({ run, key }: Shown): boolean => run === toast.run && key === toast.key;
      if (!toast.key.startsWith('summary:') || !before.some(isSame)) before.push(toast);
      told.set(title, before);
    }
  }
  for (const [title, toasts] of told) {
    const news = toasts.map((toast) => toast.news).filter((at) => at !== null);
    expect(new Set(news).size, `${title} is announced twice`).toBe(news.length);
    expect(toasts.length, `${title} is announced too often`).toBeLessThanOrEqual(tops.get(title)?.size ?? 0);
  }
}

/** The times until which each was snoozed. */
function snoozes(moments: readonly Moment[]): ReadonlyMap<string, ReadonlySet<number>> {
  const all = new Map<string, Set<number>>();
  for (const { title, until } of moments) {
    if (until !== null) all.set(title, (all.get(title) ?? new Set()).add(until));
  }
  return all;
}

/**
 * A row of the team server comes to the top when it arrives, and then once for each snooze at most, whichever clock ends it.
 */
export function expectNoOtherTops({ devices, team }: World): void {
  for (const device of devices) {
    if (device.wasSet) continue;
    const moments = device.moments().filter(({ source }) => source === 's-team');
    const ends = snoozes([...moments, ...team.moments()]);
    for (const [title, tops] of surfacings(moments)) {
      expect(tops.size, `${title} comes to the top`).toBeLessThanOrEqual(1 + (ends.get(title)?.size ?? 0));
    }
  }
}

/** Whether all of that is true, and no snooze ends soon. */
export async function agree(world: World): Promise<boolean> {
  for (const device of world.devices) {
    const ends = (await device.rows()).flatMap(({ snoozed_until: until }) =>
      until === undefined ? [] : Date.parse(until),
    );
    if (Math.min(...ends) < Date.now() + SOON) return false;
  }
  try {
    await expectSame(world);
    return true;
  } catch {
    return false;
  }
}
