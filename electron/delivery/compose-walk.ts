import { ownRow } from '#server/own-rows';
import { TEST_TYPE } from '#server/rules/content';
import type { Rows } from '../../server/client/client.ts';
import type { BackendClient } from '../backend/backend.ts';
import type { BusClient } from '../system/dbus/dbus.ts';
import type { Opener } from '../system/opener.ts';
import { createWalk, type DecisionRecord, type Delivery, desktopSettings, type Walker } from './delivery.ts';
import { SERVICE } from './notifiers/notifiers.ts';

/** The test of notifications, with the parts of the app that it walks through. */
export function composeWalk(deps: {
  client: () => Pick<BackendClient, 'send' | 'list'>;
  /** The newest unread ones, as main has them. */
  unread: Pick<Rows, 'get'>;
  record: DecisionRecord;
  delivery: Pick<Delivery, 'toastId'>;
  /** null: not on Linux. */
  bus: BusClient | null;
  opener: Pick<Opener, 'page'>;
  log: (message: string) => void;
}): Walker {
  const { client, bus } = deps;
  const { env, platform } = process;
  const page = desktopSettings(platform, env.ORIGINAL_XDG_CURRENT_DESKTOP ?? env.XDG_CURRENT_DESKTOP);

  async function daemon(): Promise<string | null> {
    if (bus === null) return null;
    try {
      const { body } = await bus.call({ ...SERVICE, member: 'GetServerInformation' });
      return `${body[0]} ${body[2]}`;
    } catch {
      return null;
    }
  }

  return createWalk({
    send: () => client().send(ownRow({ type: TEST_TYPE, data: {} })),
    isKept: async (id) => (await client().list({ view: 'inbox' })).items.some((item) => item.id === id),
    hasArrived: (id) => deps.unread.get()?.items.some((item) => item.id === id) ?? false,
    record: deps.record,
    daemon,
    toastId: deps.delivery.toastId,
    settings: page === null ? null : () => deps.opener.page(page),
    log: deps.log,
  });
}
