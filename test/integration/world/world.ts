/** Two devices, a team server and a Laravel app, to which anything may happen. */
import { setImmediate } from 'node:timers/promises';
import { vi } from 'vitest';
import { timestamp } from '#server/rules/time';
import type { SendRequest } from '#server/send';
import { mulberry32 } from '../../support/random.ts';
import type { Account } from './account.ts';
import { type Device, startDevice } from './device.ts';
import { type Laravel, startLaravel } from './laravel.ts';
import { createNetwork, type Network } from './network.ts';
import type { Happening, Sent, StoryStep } from './story.ts';
import { startTeam, type Team } from './team.ts';

export interface World {
  readonly devices: readonly [Device, Device];
  readonly team: Team;
  readonly shop: Laravel;
  readonly network: Network;
  /** How many sends the team server has taken, and each device. */
  readonly sent: Readonly<{ team: number; one: number; two: number }>;
  /** What must not happen. */
  readonly faults: readonly string[];
  take(step: StoryStep): Promise<void>;
  /** Everything runs and can reach everything. Resolves two minutes after all is level, or when that takes too long. */
  settle(isLevel: () => Promise<boolean>): Promise<void>;
  remove(): Promise<void>;
}

const BEGIN = Date.parse('2026-11-22T10:00:00Z');
const DAY = 86_400_000;
const MINUTE = 60_000;
/** In minutes: as long as the pauses that grow while nothing gets through, and some. */
const LONGEST = 25;

function requestOf(title: string, { grouped, type, time }: Sent): SendRequest {
  const request = { title, type, ...(grouped && { group_key: 'group' }) };
  if (time === null) return request;
  if ('delay' in time) return { ...request, delay: time.delay };
  if ('insists' in time) return { ...request, emergency: { retry: 60, expire: time.insists } };
  return { ...request, expires_at: timestamp(Date.now() + time.expires * 1_000) };
}

export async function startWorld(seed: number): Promise<World> {
  vi.setSystemTime(BEGIN + (seed % DAY));
  const random = mulberry32(seed);
  vi.spyOn(Math, 'random').mockImplementation(random);
  const faults: string[] = [];
  const onFault = (fault: string): void => void faults.push(fault);
  const network = createNetwork(random);
  const team = await startTeam(network, { random, onFault });
  const shop = await startLaravel(network);
  const given = {
    ...{ random, onFault },
    ...{ sources: [team.source, shop.source], tokens: [team.token, shop.table.token] },
  };
  const devices = [
    await startDevice(network, 'one', given),
    await startDevice(network, 'two', given),
  ] as const;
  network.storm();
  const sent = { team: 0, one: 0, two: 0 };
  let made = 0;
  const title = (): string => {
    made += 1;
    return `Number ${made}.`;
  };
  const deviceAt = (at: number): Device => devices[at === 0 ? 0 : 1];
  const accountAt = (where: number): Account | null =>
    where === 2 ? team.account() : deviceAt(where).account;

  async function happen(what: Happening): Promise<void> {
    switch (what.kind) {
      case 'team':
        if (await team.send(requestOf(title(), what.content))) sent.team += 1;
        return;
      case 'shop':
        return shop.notify(title(), what.shape, what.times);
      case 'local': {
        const device = deviceAt(what.at);
        await device.send(requestOf(title(), what.content));
        sent[device.name] += 1;
        return;
      }
      case 'act':
        return accountAt(what.where)?.act(what.deed, what.target);
      case 'undo':
        return accountAt(what.where)?.undo(what.pick);
      case 'mute': {
        const source = what.isLocal || what.where === 2 ? 'local' : 's-shop';
        return accountAt(what.where)?.mute({ ...what.thing, source }, what.minutes);
      }
      case 'unmute':
        return accountAt(what.where)?.unmute(what.pick);
      case 'rule':
        return accountAt(what.where)?.rule(what.filter, what.effect);
      case 'drop rule':
        return accountAt(what.where)?.dropRule(what.pick);
      case 'shop elsewhere': {
        const row = shop.table.rows[what.pick % Math.max(1, shop.table.rows.length)];
        if (row !== undefined) shop.table[what.what](row.id);
        return;
      }
      case 'weather':
        return network.weather(deviceAt(what.at).name, what.host, what.weather);
      case 'restart': {
        const device = deviceAt(what.at);
        return what.how === 'backend' ? device.restartBackend() : device.restart(what.how);
      }
      case 'upstream': {
        const upstream = what.which === 'team' ? team : shop;
        return what.runs ? upstream.start() : upstream.kill();
      }
      case 'kick':
        return deviceAt(what.at).kick();
      case 'clock':
        return deviceAt(what.at).setClock(what.minutes * MINUTE);
      case 'wait':
        return network.pass(what.ms, 1_000);
      default:
        what satisfies never;
    }
  }

  return {
    ...{ devices, team, shop, network, sent, faults },
    async take({ happening, flow, ms }) {
      await happen(happening);
      await network.flow(flow);
      await vi.advanceTimersByTimeAsync(ms);
    },
    async settle(isLevel) {
      network.calm();
      await team.start();
      await shop.start();
      for (const device of devices) {
        if (device.wasSet) device.setClock(0);
        // Its user comes back: what was lost without a trace, on a connection that looks well, is asked for now.
        device.kick();
      }
      for (let minute = 0; minute < LONGEST && !(minute > 0 && (await isLevel())); minute += 1) {
        await network.pass(MINUTE, 1_000);
      }
      await network.pass(2 * MINUTE, 1_000);
    },
    async remove() {
      for (const device of devices) await device.remove();
      await shop.kill();
      await team.remove();
      vi.clearAllTimers();
      // What was on its way comes to its end before another world begins.
      for (let turn = 0; turn < 10; turn += 1) await setImmediate();
    },
  };
}
