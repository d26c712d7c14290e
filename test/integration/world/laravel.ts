/** A Laravel app in the simulated network, whose user is also at another device. */
import type { LaravelSource } from '#app/source-definition';
import { CREATED_EVENT } from '#server/channel';
import { createAppStates } from '../../../server/realtime/app-states.ts';
import { LIMITS } from '../../../server/realtime/limits.ts';
import { createLaravelTable, type LaravelTable } from '../../support/laravel-table.ts';
import { TEST_APP } from '../../support/server.ts';
import { answerOf, subscriberAt } from './belfry-host.ts';
import type { Network } from './network.ts';

export interface Upstream {
  start(): Promise<void>;
  kill(): Promise<void>;
}

export interface Laravel extends Upstream {
  readonly source: LaravelSource;
  readonly table: LaravelTable;
  /** Stores it, and broadcasts it so often. */
  notify(title: string, shape: 'flat' | 'wrapped', times: number): void;
}

export async function startLaravel(network: Network): Promise<Laravel> {
  const { key, secret } = TEST_APP;
  const table = createLaravelTable({ userId: 7, key, secret });
  const apps = { byId: () => TEST_APP, byKey: () => TEST_APP };
  const appState = createAppStates({ apps, limits: LIMITS, now: Date.now, onEvent: () => {} }).get(TEST_APP);
  let subscribers: ReturnType<typeof subscriberAt>[] = [];
  const laravel: Laravel = {
    source: {
      id: 's-shop',
      name: 'Shop',
      colour: 'teal',
      enabled: true,
      kind: 'laravel',
      url: 'http://shop',
      key,
      endpoint: { host: 'sockets', port: 80, tls: false },
      auth: '/broadcasting/auth',
      prefix: '/api/notifications',
      channel: table.channel,
      people: null,
      templates: [],
    },
    table,
    notify(title, shape, times) {
      const row = table.store({ data: { title, message: '' } });
      const data = JSON.stringify(table.payload(row, shape));
      for (let time = 0; time < times; time += 1) appState.publish(table.channel, CREATED_EVENT, data);
    },
    async start() {
      const app = table.build();
      network.up('shop', {
        handle: async (path, { method, headers, body }) =>
          answerOf(
            await app.inject({
              method: method as 'GET',
              url: path,
              headers: { ...headers },
              ...(body === null ? {} : { payload: body }),
            }),
          ),
        accept: () => {
          throw new Error('this is no Pusher server');
        },
      });
      network.up('sockets', {
        handle: () => Promise.reject(new Error('this is no web server')),
        accept(_path, line) {
          const subscriber = subscriberAt(appState, line);
          subscribers.push(subscriber);
          return subscriber;
        },
      });
    },
    async kill() {
      network.down('shop');
      network.down('sockets');
      for (const subscriber of subscribers) subscriber.dispose();
      subscribers = [];
    },
  };
  await laravel.start();
  return laravel;
}
