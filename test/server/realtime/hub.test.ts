import { expect, it } from 'vitest';
import { createHub, type Subscriber } from '../../../server/realtime/hub.ts';

function listener() {
  const frames: Buffer[] = [];
  return { frames, send: (frame: Buffer) => void frames.push(frame) } satisfies Subscriber & {
    frames: Buffer[];
  };
}
const events = (frames: readonly Buffer[]) => frames.map((frame) => JSON.parse(frame.toString()).event);

it('delivers to the subscribers of the channel alone, in order', () => {
  const hub = createHub();
  const [a, b] = [listener(), listener()];
  hub.join('one', a);
  hub.join('two', b);
  hub.publish('one', 'first', '{}');
  hub.publish('one', 'second', '{}');
  hub.publish('two', 'third', '{}');
  hub.publish('nobody', 'lost', '{}');
  expect(events(a.frames)).toEqual(['first', 'second']);
  expect(events(b.frames)).toEqual(['third']);
});

it('encodes once for all subscribers', () => {
  const hub = createHub();
  const [a, b] = [listener(), listener()];
  hub.join('one', a);
  hub.join('one', b);
  hub.publish('one', 'e', '{"text":"ünï"}');
  expect(a.frames[0]).toBe(b.frames[0]);
  expect(JSON.parse(String(a.frames[0]))).toEqual({ event: 'e', channel: 'one', data: '{"text":"ünï"}' });
});

it('delivers once to who joined twice, and nothing to who left', () => {
  const hub = createHub();
  const a = listener();
  hub.join('one', a);
  hub.join('one', a);
  hub.publish('one', 'e', '{}');
  hub.leave('one', a);
  hub.leave('one', a);
  hub.leave('never', a);
  hub.publish('one', 'late', '{}');
  expect(events(a.frames)).toEqual(['e']);
});

it('goes on to the others when a subscriber leaves while being sent to', () => {
  const hub = createHub();
  const b = listener();
  const a: Subscriber = { send: () => hub.leave('one', a) };
  hub.join('one', a);
  hub.join('one', b);
  hub.publish('one', 'e', '{}');
  expect(events(b.frames)).toEqual(['e']);
});
