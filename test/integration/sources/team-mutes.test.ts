/** A team server keeps the mutes of its rows: they are made there from here, hold for every device, and are known here. */
import { beforeEach, expect, test } from 'vitest';
import type { ActionOnMutes } from '#server/inbox';
import { createBelfryAdapter } from '../../../electron/sources/adapters/belfry/belfry-adapter.ts';
import { type Stage, setStage } from './stage.ts';
import { startTeam, type Team } from './team.ts';

let team: Team;
let stage: Stage;
/** The server knows no mutes, as one from before them. */
let isOlder: boolean;

const HOUR = { kind: 'mute', what: 'source', source: 's-team', until: '2099-01-01T00:00:00.000Z' } as const;
const decide = (request: ActionOnMutes) => stage.adapter().decide?.(request);
const known = () => stage.mutes.at(-1);
const mutedTitles = async () =>
  (await stage.rows()).filter(({ muted_at }) => muted_at !== undefined).map(({ title }) => title);
const unread = async () => [await stage.unread(), (await team.client.list({})).counts.unread];

beforeEach(async () => {
  isOlder = false;
  team = await startTeam();
  stage = await setStage({
    ...{ source: 's-team', kind: 'belfry' },
    token: () => team.token(),
    http: (real) => ({
      request: (url, init) =>
        real.request(isOlder && url.endsWith('/api/mutes') ? url.replace('/mutes', '/nothing') : url, init),
    }),
  });
  await team.send({ title: 'before', sender: 'Ada' });
});

async function run(): Promise<void> {
  stage.run((deps) => createBelfryAdapter(team.source, deps));
  await expect.poll(stage.connection).toEqual({ status: 'online' });
}

test('its whole source, for a time: what is there and what comes is muted there, here, and on every device', async () => {
  await run();
  await expect.poll(known).toEqual([]);
  expect(await decide({ action: HOUR })).toBeNull();
  await expect.poll(known).toMatchObject([{ what: 'source', source: 's-team', until: expect.any(String) }]);
  await team.send({ title: 'after' });
  await expect.poll(mutedTitles).toEqual(['after', 'before']);
  expect(await unread()).toEqual([0, 0]);

  expect(await decide({ action: { kind: 'unmute', mute: known()?.[0]?.id ?? '' } })).toBeNull();
  await expect.poll(known).toEqual([]);
  await team.send({ title: 'free' });
  await expect.poll(unread).toEqual([1, 1]);
});

test('one of its senders, without an end', async () => {
  await run();
  const action = { kind: 'mute', what: 'sender', source: 's-team', key: 'Ada', until: null } as const;
  expect(await decide({ action })).toBeNull();
  await expect.poll(known).toMatchObject([{ what: 'sender', source: 's-team', key: 'Ada', until: null }]);
  await team.send({ title: 'of another', sender: 'Bo' });
  await expect.poll(unread).toEqual([1, 1]);
  expect(await mutedTitles()).toEqual(['before']);
});

test('what another device of the user mutes is known here', async () => {
  await run();
  await expect.poll(known).toEqual([]);
  await team.client.act({
    action: { kind: 'mute', what: 'sender', source: 'local', key: 'Bo', until: null },
  });
  await expect.poll(known).toMatchObject([{ what: 'sender', source: 's-team', key: 'Bo' }]);
});

test('while it cannot be reached nothing is muted, and its user gets to know why', async () => {
  await run();
  await team.stop();
  expect(await decide({ action: HOUR })).toEqual({ code: 'source_unreachable' });
  await team.start();
  stage.adapter().kick();
  await expect.poll(stage.connection).toEqual({ status: 'online' });
  await expect.poll(unread).toEqual([1, 1]);
});

test('a server from before mutes has none, and brings its rows', async () => {
  isOlder = true;
  await run();
  await expect.poll(known).toBeNull();
  await expect.poll(unread).toEqual([1, 1]);
});
