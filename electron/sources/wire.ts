import os from 'node:os';
import path from 'node:path';
import type { Net, Session } from 'electron';
import Store from 'electron-store';
import type { SourceDefinition } from '#app/sources';
import type { OutboxEntry, UpstreamAction } from '#server/source';
import type { Translate } from '../i18n/i18n.ts';
import type { Log } from '../log.ts';
import { createNetwork } from '../network/network.ts';
import type { Adapter, AdapterDeps } from './adapter.ts';
import { createBelfryAdapter } from './belfry/belfry.ts';
import { createChannelsAdapter } from './channels/channels.ts';
import { createHttp } from './http.ts';
import { createLaravelAdapter } from './laravel/laravel.ts';
import { createPersistent } from './persistent.ts';
import { createSessions } from './session.ts';
import { createSources, type Sources, type SourcesDeps } from './sources.ts';
import { createSourceStore, openSourcesFile, type SourcesFile } from './store.ts';
import { createUpstreamReply } from './upstream-reply.ts';

/** What each kind can be told; the rest stays on this computer. */
const ACTIONS = {
  belfry: ['read', 'unread', 'archive', 'unarchive', 'delete', 'delivered', 'seen', 'reply'],
  laravel: ['read', 'delete', 'reply'],
  channels: ['reply'],
} as const satisfies Record<SourceDefinition['kind'], readonly UpstreamAction[]>;
