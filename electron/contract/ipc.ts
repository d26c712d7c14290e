import Type, { type Static } from 'typebox';
import { Nullable } from '#server/content';
import {
  type ActionAnswer,
  ActionRequest,
  type Batch,
  type CountAnswer,
  CountQuery,
  type ListPage,
  ListQuery,
  type SyncPage,
  SyncQuery,
  type UndoAnswer,
  UndoRequest,
} from '#server/inbox';
import { NotificationId } from '#server/notification';
import { ADDRESS_LIMIT } from '#server/rules/content/read';
import { SourceId } from '#server/source';
import { AnyCommand, RowsInSight, SomeNotifications } from './commands.ts';
import type { Result } from './result.ts';
import { RULE_CALLS, type RuleCallArgs, type RuleCallResults } from './rule-calls.ts';
import type { Command } from './rules/commands.ts';
import type { Kept } from './rules/decisions.ts';
import type { Settings } from './rules/settings.ts';
import { SOUND_CHOICES, type SoundChoice } from './rules/sounds.ts';
import type { Walk } from './rules/walk.ts';
import { SettingsPatch } from './settings.ts';
import { SourceDefinition, SourceSecrets, Template } from './source-definition.ts';
import type { Preview, SeenEvent, SourcesState, SourceView, TestResult } from './source-view.ts';
import type { AppStatus, InboxPush, Navigation } from './state.ts';

const None = Type.Object({}, { additionalProperties: false });
const OneSource = Type.Object({ id: SourceId }, { additionalProperties: false });
const RevokedOrigin = Type.Object(
  { source: Type.String({ minLength: 1, maxLength: 64 }), origin: Type.String({ maxLength: ADDRESS_LIMIT }) },
  { additionalProperties: false },
);
const SourceDraft = Type.Object(
  { definition: SourceDefinition, secrets: SourceSecrets },
  { additionalProperties: false },
);
const PreviewRequest = Type.Object(
  {
    template: Template,
    /** JSON, as a SeenEvent has it. */
    data: Type.String({ maxLength: 64 * 1024 }),
    /** Address of the Laravel app that it comes from, and the event with its aliases; null: from bare channels. */
    app: Nullable(
      Type.Object(
        {
          base: Type.String({ maxLength: 2_000 }),
          types: Type.Array(Type.String({ maxLength: 200 }), { minItems: 1, maxItems: 3 }),
        },
        { additionalProperties: false },
      ),
    ),
    /** The address that signs bare channels. Links without a host belong to its app. */
    auth: Type.Optional(Type.String({ maxLength: 2_000 })),
  },
  { additionalProperties: false },
);

/** Arguments of each call from the window to the main process; checked there. */
export const CALLS = {
  'status.get': None,
  /** The transport of the window's inbox client, to the backend and back. */
  'inbox.sync': SyncQuery,
  'inbox.list': ListQuery,
  'inbox.count': CountQuery,
  'inbox.act': ActionRequest,
  'inbox.undo': UndoRequest,
  'inbox.batches': None,
  ...RULE_CALLS,
  'settings.patch': Type.Object({ patch: SettingsPatch }, { additionalProperties: false }),
  /** Plays it, so that its user hears what they choose. */
  'sounds.play': Type.Object({ sound: Type.Enum([...SOUND_CHOICES]) }, { additionalProperties: false }),
  /** Asks the user for a file, and saves it as `soundFile`. null: none was chosen. */
  'sounds.choose': None,
  /** Saves the user's keys in a file of their choice. Answers whether one was chosen. */
  'keys.export': None,
  /** Takes the keys of a file. null: none was chosen. */
  'keys.import': None,
  /** Sends a test notification and follows it to the screen. */
  'walk.run': None,
  /** Opens the desktop's own page for notifications. */
  'walk.settings': None,
  /** What was decided about a notification on this device, oldest first. */
  'decisions.of': Type.Object({ id: NotificationId }, { additionalProperties: false }),
  /** These rows were in sight long enough to be read; their senders learn that. Answers whether the window was in front. */
  'inbox.seen': SomeNotifications,
  /** These rows are in sight now, and no others: they need no toast. */
  'inbox.sight': RowsInSight,
  'sources.get': None,
  /** Adds it, or changes the one with its id. A Belfry server is signed in to first. */
  'sources.save': SourceDraft,
  'sources.remove': OneSource,
  /** Walks from the name to the last answer, without saving anything. */
  'sources.test': SourceDraft,
  'sources.events': OneSource,
  'sources.preview': PreviewRequest,
  /** The buttons of this source's notifications may not send requests there any more. */
  'sources.revoke': RevokedOrigin,
  'command.run': AnyCommand,
} as const;

export type CallName = keyof typeof CALLS;

export interface CallArgs extends RuleCallArgs {
  'status.get': Static<typeof None>;
  'inbox.sync': SyncQuery;
  'inbox.list': ListQuery;
  'inbox.count': CountQuery;
  'inbox.act': ActionRequest;
  'inbox.undo': UndoRequest;
  'inbox.batches': Static<typeof None>;
  'settings.patch': Static<(typeof CALLS)['settings.patch']>;
  'sounds.play': Readonly<{ sound: SoundChoice }>;
  'sounds.choose': Static<typeof None>;
  'keys.export': Static<typeof None>;
  'keys.import': Static<typeof None>;
  'walk.run': Static<typeof None>;
  'walk.settings': Static<typeof None>;
  'decisions.of': Readonly<{ id: string }>;
  'inbox.seen': Static<typeof SomeNotifications>;
  'inbox.sight': Static<typeof RowsInSight>;
  'sources.get': Static<typeof None>;
  'sources.save': Readonly<{ definition: SourceDefinition; secrets: SourceSecrets }>;
  'sources.remove': Static<typeof OneSource>;
  'sources.test': Readonly<{ definition: SourceDefinition; secrets: SourceSecrets }>;
  'sources.events': Static<typeof OneSource>;
  'sources.preview': Static<typeof PreviewRequest>;
  'sources.revoke': Static<typeof RevokedOrigin>;
  'command.run': Command;
}

export interface CallResults extends RuleCallResults {
  'status.get': AppStatus;
  'inbox.sync': SyncPage;
  'inbox.list': ListPage;
  'inbox.count': CountAnswer;
  'inbox.act': ActionAnswer;
  'inbox.undo': UndoAnswer;
  'inbox.batches': readonly Batch[];
  'settings.patch': Settings;
  'sounds.play': null;
  'sounds.choose': Settings | null;
  'keys.export': boolean;
  'keys.import': Settings | null;
  'walk.run': Walk;
  'walk.settings': null;
  'decisions.of': readonly Kept[];
  'inbox.seen': boolean;
  'inbox.sight': null;
  'sources.get': SourcesState;
  'sources.save': SourceView;
  'sources.remove': null;
  'sources.test': readonly TestResult[];
  'sources.events': readonly SeenEvent[];
  'sources.preview': Preview;
  'sources.revoke': null;
  'command.run': null;
}

/** What the main process pushes to the window. */
export interface Pushes {
  status: AppStatus;
  inbox: InboxPush;
  sources: SourcesState;
  /** Rules or mutes have changed: they are to be read again. */
  rules: null;
  navigate: Navigation;
}
export type PushName = keyof Pushes;

/** What the preload script puts at `window.belfry`. */
export interface Bridge {
  call<C extends CallName>(name: C, args: CallArgs[C]): Promise<Result<CallResults[C]>>;
  /** Returns its unsubscribe. */
  on<P extends PushName>(name: P, listener: (payload: Pushes[P]) => void): () => void;
}
