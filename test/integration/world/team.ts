/** A team server in the simulated network, whose user is also at another device. */
import type { BelfrySource } from '#app/source-definition';
import type { Notification } from '#server/notification';
import type { SendRequest } from '#server/send';
import { makeContent } from '../../support/make.ts';
import { type Account, accountOf } from './account.ts';
import { type BelfryHost, type Moment, startBelfry } from './belfry-host.ts';
import type { Upstream } from './laravel.ts';
import type { Network } from './network.ts';

export interface Team extends Upstream {
  readonly source: BelfrySource;
  readonly token: string;
  /** What its user does on its own page; null: it does not run. */
  account(): Account | null;
  /** @returns whether it has taken it */
  send(request: SendRequest): Promise<boolean>;
  /** As many senders at once. */
  sendMany(count: number): Promise<void>;
  /** As they are, or were when it ended. */
  rows(): Promise<readonly Notification[]>;
  moments(): readonly Moment[];
  tombstones(): number;
  remove(): Promise<void>;
}

export async function startTeam(
  network: Network,
  { random, onFault }: Readonly<{ random: () => number; onFault: (fault: string) => void }>,
): Promise<Team> {
  const host: BelfryHost = await startBelfry(network, 'team', random);
  let running = true;
  const { userId } = host.app;
  const token = await host.app.token(userId, 'inbox');
  const senderToken = await host.app.token(userId, 'send');
  let last: readonly Notification[] = [];
  const { moments, tombstones, remove } = host;
  return {
    source: { id: 's-team', name: 'Team', colour: 'blue', enabled: true, kind: 'belfry', url: host.url },
    token,
    account: () => {
      if (!running) return null;
      const { inbox, call } = host.app;
      return accountOf({
        rows: host.rows,
        revision: async () => (await inbox.position(userId)).revision,
        now: Date.now,
        act: (request) => inbox.apply({ userId, request }),
        batches: () => inbox.batches(userId),
        undo: (batch) => inbox.undo(userId, batch),
        call: (method, path, body) => call(method, path, { token, body }),
        hand: (work) => work,
        onFault,
      });
    },
    async send(body) {
      if (!running) return false;
      const { status } = await host.app.call('POST', '/api/notifications', { token: senderToken, body });
      if (status !== 201 && status !== 202) throw new Error(`the team server answers ${status}`);
      return true;
    },
    async sendMany(count) {
      const { storage, inbox } = host.app;
      await storage.work([userId], function* () {
        for (let at = 0; at < count; at += 1) {
          yield* inbox.arrive(userId, makeContent({ title: `Many ${at}.` }));
        }
      });
    },
    async rows() {
      if (running) last = await host.rows();
      return last;
    },
    async start() {
      if (!running) await host.start();
      running = true;
    },
    async kill() {
      if (running) await host.kill();
      running = false;
    },
    ...{ moments, tombstones, remove },
  };
}
