import type { Detail } from '#app/detail';
import type { Socket } from '../../network/network.ts';
import { refusalOf } from '../../pusher/pusher.ts';
import { detail } from '../detail.ts';
import type { ChannelAuth } from '../http/http.ts';
import { TroubleError, troubleOf, troubleOfClose } from '../trouble.ts';

/** How long to wait for each answer of the server, in milliseconds. */
const PATIENCE = 10_000;
const PROTOCOL = 'protocol=7&client=belfry-test&version=1.0';

type Frame = Readonly<{ event: string; channel: string | null; data: unknown }>;

/** The Pusher protocol, step by step. Its promises reject with a TroubleError only. */
export interface ProbeSocket {
  /** @returns the socket id */
  greeting(): Promise<string>;
  subscribe(channel: string, auth: ChannelAuth | null): Promise<void>;
  close(): void;
}

function frameOf(text: unknown): Frame | null {
  try {
    const { event, channel, data } = JSON.parse(String(text)) as Readonly<Record<string, unknown>>;
    const content: unknown = typeof data === 'string' && /^[{[]/.test(data) ? JSON.parse(data) : data;
    return { event: String(event), channel: typeof channel === 'string' ? channel : null, data: content };
  } catch {
    return null;
  }
}

/** @param base the address before `/app/{key}` */
export function openProbeSocket(base: string, key: string, open: (url: string) => unknown): ProbeSocket {
  const socket = open(`${base}/app/${encodeURIComponent(key)}?${PROTOCOL}`) as Socket;
  const early: Frame[] = [];
  let failure: TroubleError | null = null;
  let hear: (() => void) | null = null;

  function end(trouble: TroubleError): void {
    failure ??= trouble;
    hear?.();
  }

  socket.onmessage = ({ data }) => {
    const frame = frameOf(data);
    if (frame === null) return end(new TroubleError('bad_answer', detail('no_pusher', {})));
    if (frame.event === 'pusher:ping') socket.send(JSON.stringify({ event: 'pusher:pong' }));
    early.push(frame);
    hear?.();
  };
  socket.onerror = ({ error }) => end(troubleOf(error));
  socket.onclose = ({ code, reason }) => end(troubleOfClose(code, reason));

  /** The first frame for which `pick` has an answer. */
  async function next<T>(pick: (frame: Frame) => T | TroubleError | null, late: Detail): Promise<T> {
    const end = Date.now() + PATIENCE;
    for (;;) {
      for (let frame = early.shift(); frame !== undefined; frame = early.shift()) {
        const found = pick(frame);
        if (found instanceof TroubleError) throw found;
        if (found !== null) return found;
      }
      if (failure !== null) throw failure;
      const left = end - Date.now();
      if (left <= 0) throw new TroubleError('timeout', late);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        hear = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  return {
    greeting: () =>
      next(
        ({ event, data }) => {
          if (event === 'pusher:error') {
            const { code, message } = refusalOf(data);
            return code === null
              ? new TroubleError('server_error', detail('refused', {}, message))
              : troubleOfClose(code, message);
          }
          const { socket_id: id } = (data ?? {}) as Readonly<{ socket_id?: unknown }>;
          if (event === 'pusher:connection_established' && typeof id === 'string') return id;
          return new TroubleError('bad_answer', detail('no_pusher', {}));
        },
        detail('no_greeting', {}),
      ),
    async subscribe(channel, auth) {
      const { auth: signature = '', channel_data } = auth ?? {};
      const data = { channel, auth: signature, ...(channel_data === undefined ? {} : { channel_data }) };
      socket.send(JSON.stringify({ event: 'pusher:subscribe', data }));
      await next(
        (frame) => {
          if (frame.channel === channel && frame.event === 'pusher_internal:subscription_succeeded')
            return true;
          const ours = frame.event === 'pusher:error' || frame.channel === channel;
          if (!ours || !/error$/.test(frame.event)) return null;
          return new TroubleError('channel_forbidden', detail('channel_refused', { channel }));
        },
        detail('channel_silent', { channel }),
      );
    },
    close() {
      socket.close();
    },
  };
}
