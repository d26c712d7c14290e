import Pusher from 'pusher';
import type { ChannelsSource } from '#app/source-definition';
import type { TestServer } from '../support/server.ts';

/** Somebody's app as a source: what it publishes to its channel `orders`. */
export function shopOf(server: TestServer, templates: ChannelsSource['templates']): ChannelsSource {
  return {
    ...{ id: 's-shop', name: 'Shop', colour: 'teal', enabled: true, kind: 'channels' },
    key: server.app.key,
    endpoint: { host: '127.0.0.1', port: Number(new URL(server.url).port), tls: false },
    auth: null,
    channels: ['orders'],
    templates,
  };
}

/** As that app does it. */
export function publishOrder(server: TestServer, event: string, data: object): Promise<unknown> {
  const { hostname, port } = new URL(server.url);
  const { id, key, secret } = server.app;
  return new Pusher({ appId: id, key, secret, host: hostname, port }).trigger('orders', event, data);
}
