import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import net from 'node:net';
import type { Detail } from '#app/detail';
import type { SourceDefinition } from '#app/source-definition';
import type { TestResult, TestStep } from '#app/source-view';
import { channelKind } from '#server/rules/channels';
import type { Network } from '../../network/network.ts';
import { detail, ofChannels } from '../detail.ts';
import type { ChannelAuth } from '../http/http.ts';
import { originOf } from '../kinds.ts';
import { TroubleError, troubleOf } from '../trouble.ts';
import type { Keys } from '../vault/vault.ts';
import { openProbeSocket } from './probe-socket.ts';
import { NotTried, type Target, type TargetDeps } from './probe-target.ts';

/** How long each of name, TCP and TLS may take, in milliseconds. */
const PATIENCE = 8_000;

export { getJson, NotTried, signedAt, type Target, type TargetDeps } from './probe-target.ts';

export interface ProbeDeps extends TargetDeps {
  /** What the kind of this source says of the way to it. */
  adapterOf(definition: SourceDefinition): Readonly<{
    sockets(definition: SourceDefinition): string;
    findTarget(definition: SourceDefinition, keys: Keys, deps: TargetDeps): Promise<Target>;
  }>;
  readonly network: Pick<Network, 'routes' | 'handshake' | 'socket'>;
  /** Signatures of channels from this auth endpoint. Rejects with a TroubleError. */
  authorize(
    url: string,
    secrets: Keys,
    hasSigned: boolean,
  ): (socketId: string, channel: string) => Promise<ChannelAuth>;
}

export type Probe = (definition: SourceDefinition, secrets: Keys) => Promise<readonly TestResult[]>;

async function within<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const cut = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new TroubleError('timeout', detail('no_answer', {}))), PATIENCE);
  });
  try {
    return await Promise.race([work(cut.signal), limit]);
  } finally {
    clearTimeout(timer);
    cut.abort();
  }
}

/**
 * One channel after the other. Rejects with the trouble of the first that fails; its detail names all channels that fail in the same way.
 * After a refused channel the others are still tried.
 */
async function eachOf(channels: readonly string[], work: (channel: string) => Promise<void>): Promise<void> {
  const failed: string[] = [];
  let first: TroubleError | null = null;
  for (const channel of channels) {
    try {
      await work(channel);
    } catch (error) {
      const trouble = troubleOf(error);
      first ??= trouble;
      if (trouble.trouble === first.trouble) failed.push(channel);
      // Waiting for a silent server once for each channel would take too long.
      if (trouble.trouble !== 'channel_forbidden') break;
    }
  }
  if (first !== null) throw new TroubleError(first.trouble, ofChannels(first.detail, failed));
}

/** The steps taken so far. After a broken one, all others are skipped. */
function createWalk() {
  const results: TestResult[] = [];
  const isBroken = (): boolean => results.some(({ outcome }) => outcome === 'failed');

  /** @param work resolves with what it found; with null, if this source has no such step */
  async function step(name: TestStep, work: () => Promise<Detail | null>): Promise<void> {
    const skipped = { step: name, outcome: 'skipped', trouble: null, detail: null } as const;
    if (isBroken()) return void results.push(skipped);
    try {
      const found = await work();
      results.push(found === null ? skipped : { step: name, outcome: 'ok', trouble: null, detail: found });
    } catch (error) {
      if (error instanceof NotTried) return void results.push({ ...skipped, detail: error.detail });
      const { trouble, detail: why } = troubleOf(error);
      results.push({ step: name, outcome: 'failed', trouble, detail: why });
    }
  }
  return { results, isBroken, step };
}

/**
 * Tests the whole way to a source, step by step, up to the first that fails. Behind a proxy, the steps `name` and `tcp` are the
 * proxy's. Nothing is stored, and a session that was made for the test is ended. Does not reject.
 */
export function createProbe(deps: ProbeDeps): Probe {
  const { network } = deps;

  /** Where the first connection goes. */
  async function firstHop(
    sockets: string,
  ): Promise<Readonly<{ host: string; port: number; what: 'server' | 'proxy' }>> {
    const { hostname, port, protocol } = new URL(sockets);
    const [route] = await network.routes(sockets);
    if (route !== undefined && route.kind !== 'direct') return { ...route, what: 'proxy' };
    const host = hostname.replace(/^\[|\]$/g, '');
    return { host, port: Number(port) || (protocol === 'wss:' ? 443 : 80), what: 'server' };
  }

  async function walk(definition: SourceDefinition, secrets: Keys, ends: (() => unknown)[]) {
    const kind = deps.adapterOf(definition);
    const sockets = kind.sockets(definition);
    const { results, isBroken, step } = createWalk();
    let hop: Awaited<ReturnType<typeof firstHop>> = { host: '', port: 0, what: 'server' };
    await step('name', async () => {
      hop = await firstHop(sockets);
      const { address } = await within(() => lookup(hop.host));
      return detail(`${hop.what}_found`, { host: hop.host, address });
    });
    await step('tcp', async () => {
      await within(async (signal) => {
        const tcp = net.connect({ host: hop.host, port: hop.port, signal });
        await once(tcp, 'connect').finally(() => tcp.destroy());
      });
      return detail(`${hop.what}_listens`, { host: hop.host, port: hop.port });
    });
    await step('tls', async () => {
      if (!sockets.startsWith('wss:')) return null;
      await within((signal) => network.handshake(sockets.replace('wss:', 'https:'), signal));
      return detail('certificate_trusted', {});
    });

    // A Belfry server says its key only to signed-in users: without that answer, REST is the step that fails.
    let target: Target | null = null;
    let refusal: unknown = null;
    if (!isBroken()) {
      try {
        target = await kind.findTarget(definition, secrets, deps);
        if (target.leave !== undefined) ends.push(target.leave);
      } catch (error) {
        refusal = error;
      }
    }
    if (target === null) {
      for (const name of ['websocket', 'auth', 'subscribe'] as const) await step(name, async () => null);
      await step('rest', () => Promise.reject(refusal));
      return results;
    }

    const { key, channels, rest, secrets: given } = target;
    const origin = originOf(definition, given.headers ?? {});
    const socket = openProbeSocket(sockets, key, (url) => network.socket(url, origin));
    const signatures = new Map<string, ChannelAuth>();
    let socketId = '';
    ends.push(socket.close);
    await step('websocket', async () => {
      socketId = await socket.greeting();
      return detail('greeted', {});
    });
    await step('auth', async () => {
      const closed = channels.filter((channel) => channelKind(channel)?.access !== 'public');
      if (closed.length === 0) return null;
      if (target.authorize === null) {
        throw new TroubleError('channel_forbidden', detail('nobody_signs', { channel: closed[0] ?? '' }));
      }
      let address = '';
      const authorize = target.authorize(
        (url, hasSigned) => deps.authorize(url, given, hasSigned),
        (signing) => {
          address = signing;
        },
      );
      await eachOf(closed, async (channel) => {
        signatures.set(channel, await authorize(socketId, channel));
      });
      return detail('signed', { channels: closed.join(', '), address });
    });
    await step('subscribe', async () => {
      await eachOf(channels, (channel) => socket.subscribe(channel, signatures.get(channel) ?? null));
      return detail('subscribed', { channels: channels.join(', ') });
    });
    await step('rest', async () => (rest === null ? null : rest()));
    return results;
  }

  return async (definition, secrets) => {
    const ends: (() => unknown)[] = [];
    try {
      return await walk(definition, secrets, ends);
    } finally {
      for (const end of ends) await end();
    }
  };
}
