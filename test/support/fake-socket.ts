/** A WebSocket without a network, for tests that move the clock by hand: the test is the Pusher server behind it. */
import type { Socket } from '../../electron/network/network.ts';

type Frame = Readonly<{ event: string; channel?: string; data?: unknown; user_id?: unknown }>;

export class FakeSocket implements Socket {
  onopen: Socket['onopen'] = null;
  onmessage: Socket['onmessage'] = null;
  onerror: Socket['onerror'] = null;
  onclose: Socket['onclose'] = null;
  readonly url: string;
  readonly sent: Frame[] = [];
  closed = false;
  /** Answers no pings, as at the other end of a cut cable. */
  mute = false;

  constructor(url: string) {
    this.url = url;
  }

  send(data: string): void {
    const frame = JSON.parse(data) as Frame;
    this.sent.push(frame);
    if (frame.event === 'pusher:ping' && !this.mute) this.receive({ event: 'pusher:pong' });
  }

  close(): void {
    this.closed = true;
  }

  open(): void {
    this.onopen?.();
  }

  receive(frame: Frame | string): void {
    this.onmessage?.({ data: typeof frame === 'string' ? frame : JSON.stringify(frame) });
  }

  greet(socketId: string): void {
    this.open();
    this.receive({
      event: 'pusher:connection_established',
      data: JSON.stringify({ socket_id: socketId, activity_timeout: 120 }),
    });
  }

  confirm(channel: string, data: unknown = {}): void {
    this.receive({ event: 'pusher_internal:subscription_succeeded', channel, data: JSON.stringify(data) });
  }

  end(code: number, reason = '', error?: unknown): void {
    if (error !== undefined) this.onerror?.({ error });
    this.onclose?.({ code, reason });
  }

  /** The channels asked for, oldest first. */
  asked(): unknown[] {
    const frames = this.sent.filter(({ event }) => event === 'pusher:subscribe');
    return frames.map(({ data }) => (data as { channel: string }).channel);
  }
}
