import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { createOutlet, encode, type OutletLimits } from '../../../server/realtime/wire.ts';

/** An outlet over a socket that takes nothing until it is told to. */
function open(limits: OutletLimits) {
  const written: string[] = [];
  let taken = (): void => {};
  const socket = new Writable({
    decodeStrings: true,
    write(chunk: Buffer, _encoding, done) {
      written.push(chunk.subarray(2).toString());
      taken = done;
    },
  });
  const webSocket = {
    readyState: 1 as 0 | 1 | 2 | 3,
    OPEN: 1 as const,
    ping() {},
    close() {},
  };
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

it('lets so many frames wait, each time anew', async () => {
  const { outlet, written, drain } = open({ queueBytes: 1_000_000, queueFrames: 2 });
  for (const round of [1, 2, 3]) {
    const sent = ['a', 'b', 'c', 'd'].map((name) => outlet.send(encode(`${name}${round}`)));
    expect(sent).toEqual([true, true, true, false]);
    await drain();
  }
  expect(written).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'c2', 'a3', 'b3', 'c3']);
});

it('lets so many bytes wait', () => {
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
