import Type, { type Static } from 'typebox';
import { START_FAILURES, type StartFailureCode } from './rules/start-failures.ts';

/**
 * What a token may do. `inbox`: read and change its owner's inbox. `send`: send to its owner. `admin`: to anyone.
 * `ingest`: bring notifications from sources into the owner's inbox; only the process that embeds the server has it.
 */
export const Ability = Type.Enum(['inbox', 'send', 'admin', 'ingest']);
export type Ability = Static<typeof Ability>;

/** `endpoint.json` in the data folder, mode 0600. Local scripts find this server through it. */
export const Endpoint = Type.Object({ url: Type.String(), token: Type.String() });
export type Endpoint = Readonly<Static<typeof Endpoint>>;

/** First message from the embedding process, over the parent port. */
export const StartMessage = Type.Object({
  type: Type.Literal('start'),
  data_dir: Type.String(),
  /** The preferred port; the server takes another one when it is in use. */
  port: Type.Integer({ minimum: 0, maximum: 65_535 }),
});
export type StartMessage = Readonly<Static<typeof StartMessage>>;

/** Later ones: the computer has slept, or its clock may have been set, so timers may be late. */
export const ClockMessage = Type.Object({ type: Type.Literal('clock') });
export type ClockMessage = Readonly<Static<typeof ClockMessage>>;

/** The token of `endpoint.json` is to be replaced; the old one ends at once. Answered by an `EndpointMessage`. */
export const RotateMessage = Type.Object({ type: Type.Literal('rotate') });
export type RotateMessage = Readonly<Static<typeof RotateMessage>>;

/** The server's answers. `token` has the abilities `inbox`, `send` and `ingest`, and lives as long as the process. */
export const ReadyMessage = Type.Object({
  type: Type.Literal('ready'),
  url: Type.String(),
  token: Type.String(),
  user_id: Type.Integer(),
  /** Where the inbox stood before anyone could send: on a first run, later arrivals are new. */
  epoch: Type.String(),
  revision: Type.Integer({ minimum: 0 }),
  app_key: Type.String(),
  endpoint: Endpoint,
});
export type ReadyMessage = Readonly<Static<typeof ReadyMessage>>;

/** What `endpoint.json` has now; null: its new token could not be written. */
export const EndpointMessage = Type.Object({
  type: Type.Literal('endpoint'),
  endpoint: Type.Union([Endpoint, Type.Null()]),
});
export type EndpointMessage = Readonly<Static<typeof EndpointMessage>>;

/** The server could not start, and ends; worded where it is shown. The log has the rest. */
export const FailedMessage = Type.Object({
  type: Type.Literal('failed'),
  code: Type.Enum(Object.keys(START_FAILURES) as StartFailureCode[]),
  params: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
});
export type FailedMessage = Readonly<Static<typeof FailedMessage>>;

/** Why nothing can be written now. `damaged`: the database is damaged, and only a restart repairs it. */
export const StorageTrouble = Type.Enum(['disk_full', 'read_only', 'damaged', 'failing']);
export type StorageTrouble = Static<typeof StorageTrouble>;

/** The state of the disk, sent whenever it changes. Before the first message there is no trouble. */
export const StorageMessage = Type.Object({
  type: Type.Literal('storage'),
  trouble: Type.Union([StorageTrouble, Type.Null()]),
});
export type StorageMessage = Readonly<Static<typeof StorageMessage>>;

export type BackendMessage = ReadyMessage | EndpointMessage | FailedMessage | StorageMessage;
