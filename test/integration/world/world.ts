/** Two devices, a team server and a Laravel app, to which anything may happen. */
import fc from 'fast-check';
import { vi } from 'vitest';
import type { Action, View } from '#server/inbox';
import type { Notification } from '#server/notification';
import { mulberry32 } from '../../support/random.ts';
import { type Device, startDevice } from './device.ts';
import { createNetwork, type Network, type Weather } from './network.ts';
import { type Laravel, startLaravel, startTeam, type Team } from './upstreams.ts';

const ACTIONS: readonly Action[] = ['read', 'unread', 'done', 'restore', 'delete'];
/** The others do not leave this computer, where the source is a Laravel app. */
const SHARED: readonly Action[] = ['read', 'done', 'delete'];
const VIEWS: readonly View[] = ['inbox', 'unread', 'done'];

const at = fc.nat({ max: 1 });
/** Of the rows, newest first, modulo how many there are by then; often one that is about to be announced. */
const pick = fc.oneof(fc.nat({ max: 1 }), fc.nat({ max: 30 }));
const happening = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('team' as const), grouped: fc.boolean() }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('shop' as const),
      shape: fc.constantFrom('flat' as const, 'wrapped' as const),
      times: fc.nat({ max: 2 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('local' as const), at }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('act' as const),
      at,
      action: fc.constantFrom(...ACTIONS),
      pick,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('all' as const), at, view: fc.constantFrom(...VIEWS) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('elsewhere' as const),
      action: fc.constantFrom(...ACTIONS),
      pick,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('shop elsewhere' as const),
      what: fc.constantFrom('read' as const, 'remove' as const),
      pick,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('weather' as const),
      at,
      host: fc.constantFrom('team', 'shop', 'sockets'),
      weather: fc.constantFrom<Weather>('fine', 'cut', 'silent'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('restart' as const),
      at,
      how: fc.constantFrom('quit' as const, 'crash' as const, 'backend' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('upstream' as const),
      which: fc.constantFrom('team' as const, 'shop' as const),
      runs: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('kick' as const), at }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.nat({ max: 100_000 }) }) },
);
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;
/** And this share of what is on its way arrives afterwards, within this time. */
const step = fc.record({ happening, flow: fc.nat({ max: 15 }), ms: fc.nat({ max: 2_000 }) });
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

export const story = fc.record({
  steps: fc.array(step, { maxLength: 40, size: 'max' }),
  seed: fc.integer({ min: 0 }),
});

export type Story = typeof story extends fc.Arbitrary<infer T> ? T : never;

export interface World {
  readonly devices: readonly [Device, Device];
  readonly team: Team;
  readonly shop: Laravel;
  readonly network: Network;
  take(step: Step): Promise<void>;
  /** Everything runs and can reach everything. Resolves two minutes after all is level, or when that takes too long. */
  settle(isLevel: () => Promise<boolean>): Promise<void>;
  remove(): Promise<void>;
}

const BEGIN = Date.parse('2026-11-22T10:00:00Z');
const DAY = 86_400_000;
/** In minutes: as long as the pauses that grow while nothing gets through, and some. */
const LONGEST = 15;

export async function startWorld(seed: number): Promise<World> {
  vi.setSystemTime(BEGIN + (seed % DAY));
  const random = mulberry32(seed);
  vi.spyOn(Math, 'random').mockImplementation(random);
  const network = createNetwork(random);
  const team = await startTeam(network, random);
  const shop = await startLaravel(network);
  const given = { random, sources: [team.source, shop.source], tokens: [team.token, shop.table.token] };
  const devices = [
    await startDevice(network, 'one', given),
    await startDevice(network, 'two', given),
  ] as const;
  network.storm();
  let made = 0;
  const title = (): string => {
    made += 1;
    return `Number ${made}.`;
  };
  const of = <T>(all: readonly T[], index: number): T | undefined => all[index % Math.max(1, all.length)];
  const isShared = (action: Action, { source }: Notification): boolean =>
    source !== 's-shop' || SHARED.includes(action);

  async function happen(what: Happening): Promise<void> {
    switch (what.kind) {
      case 'team':
        return team.send(title(), what.grouped ? 'group' : null);
      case 'shop':
        return shop.notify(title(), what.shape, what.times);
      case 'local':
        return devices[what.at === 0 ? 0 : 1].send(title());
      case 'act': {
        const device = devices[what.at === 0 ? 0 : 1];
        const item = of(await device.rows(), what.pick);
        if (item !== undefined && isShared(what.action, item)) device.act(what.action, [item.id]);
        return;
      }
      case 'all':
        devices[what.at === 0 ? 0 : 1].actOnView('read', what.view);
        return;
      case 'elsewhere': {
        const item = of(await team.rows(), what.pick);
        if (item !== undefined) await team.act({ action: what.action, ids: [item.id] });
        return;
      }
      case 'shop elsewhere': {
        const row = of(shop.table.rows, what.pick);
        if (row !== undefined) shop.table[what.what](row.id);
        return;
      }
      case 'weather': {
        const { name } = devices[what.at === 0 ? 0 : 1];
        return network.weather(name, what.host, what.weather);
      }
      case 'restart': {
        const device = devices[what.at === 0 ? 0 : 1];
        return what.how === 'backend' ? device.restartBackend() : device.restart(what.how);
      }
      case 'upstream': {
        const upstream = what.which === 'team' ? team : shop;
        return what.runs ? upstream.start() : upstream.kill();
      }
      case 'kick':
        devices[what.at === 0 ? 0 : 1].kick();
        return;
      case 'wait':
        return network.pass(what.ms, 1_000);
      default:
        what satisfies never;
    }
  }

  return {
    ...{ devices, team, shop, network },
    async take({ happening: what, flow, ms }) {
      await happen(what);
      await network.flow(flow);
      await vi.advanceTimersByTimeAsync(ms);
    },
    async settle(isLevel) {
      network.calm();
      await team.start();
      await shop.start();
      // Its user comes back: what was lost without a trace, on a connection that looks well, is asked for now.
      for (const device of devices) device.kick();
      for (let minute = 0; minute < LONGEST && !(minute > 0 && (await isLevel())); minute += 1) {
        await network.pass(60_000, 1_000);
      }
      await network.pass(2 * 60_000, 1_000);
    },
    async remove() {
      for (const device of devices) await device.remove();
      await shop.kill();
      await team.remove();
      vi.clearAllTimers();
    },
  };
}
