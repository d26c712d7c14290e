import Type from 'typebox';
import { Value } from 'typebox/value';
import type { LaravelSource } from '#app/source-definition';
import type { AdapterEntry } from '../../adapter.ts';
import { baseOf } from '../../app-links.ts';
import { detail } from '../../detail.ts';
import { socketBase } from '../../link/link.ts';
import { getJson } from '../../probe/probe.ts';
import { createLaravelAdapter } from './laravel-adapter.ts';
import { createLaravelAuthorize } from './laravel-authorize.ts';

const Count = Type.Object({ count: Type.Integer() });

export const laravel: AdapterEntry<LaravelSource> = {
  create: createLaravelAdapter,
  sockets: ({ endpoint }) => socketBase(endpoint),
  async findTarget(definition, secrets, { http }) {
    const { url, key, channel, people, prefix } = definition;
    return {
      key,
      channels: people === null ? [channel] : [channel, people],
      authorize: (at, onSigned) => createLaravelAuthorize(definition, { at, onSigned }),
      secrets,
      async rest() {
        const address = `${baseOf(url)}${prefix}/unread-count`;
        const { count } = await getJson(http, address, secrets, (value) => Value.Check(Count, value));
        return detail('unread', { count });
      },
    };
  },
};
