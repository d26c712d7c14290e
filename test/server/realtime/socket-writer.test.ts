import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createSocketWriter, encode, type QueueLimits } from '../../../server/realtime/socket-writer.ts';

const webSocketOf = () => ({
  readyState: 1 as 0 | 1 | 2 | 3,
  OPEN: 1 as const,
  ping() {},
  close() {},
});
const textOf = (frame: Buffer): string => frame.subarray(2).toString();

/** A writer over a socket that accepts nothing until the test lets it. */
function open(limits: QueueLimits) {
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
    writer: createSocketWriter(webSocket, socket, limits),
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
  const { writer, written, drain } = open({ queueBytes: 1_000_000, queueFrames: 2 });
  for (const round of [1, 2, 3]) {
    const sent = ['a', 'b', 'c', 'd'].map((name) => writer.send(encode(`${name}${round}`)));
    expect(sent).toEqual([true, true, true, false]);
    await drain();
  }
  expect(written).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'c2', 'a3', 'b3', 'c3']);
});

it('lets a limited number of bytes wait', () => {
  const { writer } = open({ queueBytes: 20, queueFrames: 100 });
  const sent = ['12345678', '12345678', '1'].map((text) => writer.send(encode(text)));
  expect(sent).toEqual([true, true, false]);
});

it('writes nothing once a side has said goodbye', () => {
  const { writer, webSocket, written } = open({ queueBytes: 20, queueFrames: 100 });
  webSocket.readyState = 2;
  expect(writer.send(encode('late'))).toBe(true);
  expect(writer.pong(Buffer.alloc(0))).toBe(true);
  expect(written).toEqual([]);
});

describe('over a socket that takes all at once', () => {
  const frames = (count: number): string[] => Array.from({ length: count }, (_, at) => String(at));

  function openFast(limits: QueueLimits) {
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
    return { writes, writer: createSocketWriter(webSocketOf(), socket, limits) };
  }

  it('writes the first frame of a turn at once, and all others together', async () => {
    const { writer, writes } = openFast({ queueBytes: 1_000_000, queueFrames: 100 });
    for (const round of [1, 2]) {
      for (const name of ['a', 'b', 'c', 'd']) writer.send(encode(`${name}${round}`));
      await new Promise(setImmediate);
    }
    writer.send(encode('alone'));
    expect(writes).toEqual([['a1'], ['b1', 'c1', 'd1'], ['a2'], ['b2', 'c2', 'd2'], ['alone']]);
  });

  it.each<[string, QueueLimits]>([
    ['frames', { queueBytes: 1_000_000, queueFrames: 3 }],
    ['bytes', { queueBytes: 12, queueFrames: 100 }],
  ])('takes more %s in one turn than may wait for a slow reader', async (_, limits) => {
    const { writer, writes } = openFast(limits);
    expect(frames(20).map((text) => writer.send(encode(text)))).toEqual(Array(20).fill(true));
    await new Promise(setImmediate);
    expect(writes.flat()).toEqual(frames(20));
    expect(writes.length).toBeLessThan(20);
  });
});
