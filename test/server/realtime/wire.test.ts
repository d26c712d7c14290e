import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createOutlet, encode, type OutletLimits } from '../../../server/realtime/wire.ts';

const webSocketOf = () => ({
  readyState: 1 as 0 | 1 | 2 | 3,
  OPEN: 1 as const,
  ping() {},
  close() {},
});
const textOf = (frame: Buffer): string => frame.subarray(2).toString();

/** An outlet over a socket that accepts nothing until the test lets it. */
function open(limits: OutletLimits) {
  const written: string[] = [];
  let taken = (): void => {};
  const socket = new Writable({
    decodeStrings: true,
    write(chunk: Buffer, _encoding, done) {
      written.push(textOf(chunk));
      taken = done;
    },
  });
  const webSocket = webSocketOf();
  return {
    webSocket,
    written,
    outlet: createOutlet(webSocket, socket, limits),
    /** The kernel takes what waits, to the last frame. */
    async drain() {
      while (socket.writableLength > 0) {
        taken();
        await new Promise(setImmediate);
      }
    },
  };
}

it('lets a limited number of frames wait, again after each drain', async () => {
  const { outlet, written, drain } = open({ queueBytes: 1_000_000, queueFrames: 2 });
  for (const round of [1, 2, 3]) {
    const sent = ['a', 'b', 'c', 'd'].map((name) => outlet.send(encode(`${name}${round}`)));
    expect(sent).toEqual([true, true, true, false]);
    await drain();
  }
  expect(written).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'c2', 'a3', 'b3', 'c3']);
});

it('lets a limited number of bytes wait', () => {
  const { outlet } = open({ queueBytes: 20, queueFrames: 100 });
  const sent = ['12345678', '12345678', '1'].map((text) => outlet.send(encode(text)));
  expect(sent).toEqual([true, true, false]);
});

it('writes nothing once a side has said goodbye', () => {
  const { outlet, webSocket, written } = open({ queueBytes: 20, queueFrames: 100 });
  webSocket.readyState = 2;
  expect(outlet.send(encode('late'))).toBe(true);
  expect(outlet.pong(Buffer.alloc(0))).toBe(true);
  expect(written).toEqual([]);
});

describe('over a socket that takes all at once', () => {
  const frames = (count: number): string[] => Array.from({ length: count }, (_, at) => String(at));

  function openFast(limits: OutletLimits) {
    const writes: string[][] = [];
    const socket = new Writable({
      write(chunk: Buffer, _encoding, done) {
        writes.push([textOf(chunk)]);
        done();
      },
      writev(chunks, done) {
        writes.push(chunks.map(({ chunk }) => textOf(chunk)));
        done();
      },
    });
    return { writes, outlet: createOutlet(webSocketOf(), socket, limits) };
  }

  it('writes the first frame of a turn at once, and all others together', async () => {
    const { outlet, writes } = openFast({ queueBytes: 1_000_000, queueFrames: 100 });
    for (const round of [1, 2]) {
      for (const name of ['a', 'b', 'c', 'd']) outlet.send(encode(`${name}${round}`));
      await new Promise(setImmediate);
    }
    outlet.send(encode('alone'));
    expect(writes).toEqual([['a1'], ['b1', 'c1', 'd1'], ['a2'], ['b2', 'c2', 'd2'], ['alone']]);
  });

  it.each<[string, OutletLimits]>([
    ['frames', { queueBytes: 1_000_000, queueFrames: 3 }],
    ['bytes', { queueBytes: 12, queueFrames: 100 }],
  ])('takes more %s in one turn than may wait for a slow reader', async (_, limits) => {
    const { outlet, writes } = openFast(limits);
    expect(frames(20).map((text) => outlet.send(encode(text)))).toEqual(Array(20).fill(true));
    await new Promise(setImmediate);
    expect(writes.flat()).toEqual(frames(20));
    expect(writes.length).toBeLessThan(20);
  });
});
