import Pusher from 'pusher-js';

type Socket = ReturnType<typeof Pusher.Runtime.createWebSocket>;

type Frame = Readonly<{ event?: unknown; data?: unknown }>;

function parse(data: unknown): Frame {
  try {
    const frame: unknown = JSON.parse(String(data));
    return typeof frame === 'object' && frame !== null ? frame : {};
  } catch {
    return {};
  }
}

function hasCode(data: unknown): boolean {
  const value = typeof data === 'string' ? parse(data) : data;
  return (
    typeof value === 'object' && value !== null && typeof (value as { code?: unknown }).code === 'number'
  );
}

function guard(socket: Socket): Socket {
  let handler: Socket['onmessage'] | undefined;
  let established = false;
  Object.defineProperty(socket, 'onmessage', {
    get: () => (handler === undefined ? undefined : receive),
    set: (value: typeof handler) => {
      handler = value;
    },
  });
  function receive(message: { data: unknown }): void {
    if (!established) {
      const frame = parse(message.data);
      if (frame.event === 'pusher:error' && !hasCode(frame.data)) {
        socket.close();
        return;
      }
      established = frame.event === 'pusher:connection_established';
    }
    handler?.(message);
  }
  return socket;
}

let installed = false;

/**
 * Turns a `pusher:error` without a code that precedes `pusher:connection_established` into a closed socket. pusher-js 8
 * looks such a frame up in a table that has no entry for it and throws outside of any handler, which would end the
 * main process.
 */
export function installHandshakeGuard(): void {
  if (installed) return;
  installed = true;
  const create = Pusher.Runtime.createWebSocket;
  Pusher.Runtime.createWebSocket = (url) => guard(create.call(Pusher.Runtime, url));
}
