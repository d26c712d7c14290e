import type { ChannelsSource } from '#app/source-definition';
import type { AdapterEntry } from '../../adapter.ts';
import { socketBase } from '../../link/link.ts';
import { signedAt } from '../../probe/probe.ts';
import { createChannelsAdapter } from './channels-adapter.ts';

export const channels: AdapterEntry<ChannelsSource> = {
  create: createChannelsAdapter,
  sockets: ({ endpoint }) => socketBase(endpoint),
  async findTarget({ key, channels: names, auth }, secrets) {
    return { key, channels: names, authorize: auth === null ? null : signedAt(auth), secrets, rest: null };
  },
};
