import { expect } from 'vitest';
import type { Story } from './story.ts';
import { agree, expectNoOtherTops, expectNothingTwice, expectSame } from './truth.ts';
import { startWorld, type World } from './world.ts';

/** Plays a story to its end, looks at the world, and takes it away whatever happens: a story must not go on in another. */
export async function play<T>({ steps, seed }: Story, look: (world: World) => Promise<T>): Promise<T> {
  const world = await startWorld(seed);
  try {
    // From here on each change has to keep all lists level.
    for (const device of world.devices) device.listed();
    for (const step of steps) await world.take(step);
    await world.settle(() => agree(world));
    return await look(world);
  } finally {
    await world.remove();
  }
}

export async function expectTruth(world: World): Promise<void> {
  expect(world.faults).toEqual([]);
  await expectSame(world);
  for (const device of world.devices) {
    expectNothingTwice(device);
    expect(device.late).toEqual([]);
  }
  expectNoOtherTops(world);
}
