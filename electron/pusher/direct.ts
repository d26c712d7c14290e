import { WebSocket } from 'ws';
import type { Socket } from '../network/network.ts';

/** A WebSocket to this computer's own backend, which bypasses every proxy. */
export function directSocket(url: string): Socket {
  return new WebSocket(url, { perMessageDeflate: false }) as Socket;
}
