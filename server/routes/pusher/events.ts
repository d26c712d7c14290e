import { AppError } from '../../errors.ts';
import { decode } from '../../http/http.ts';
import { EVENT_NAME_LENGTH, type Fields, isFields, parseJson, servedKind } from '../../realtime/realtime.ts';
import { type Attribute, readInfo } from './attributes.ts';
import { isTarget } from './channel-names.ts';

/** An event to publish to one or several channels. */
export type Publication = Readonly<{
  channels: readonly string[];
  name: string;
  /** The encoded text, as it is sent to clients. */
  data: string;
  /** Id of the socket that must not get it. */
  except: string | undefined;
  info: readonly Attribute[];
}>;

/** https://pusher.com/docs/channels/library_auth_reference/rest-api/#post-event-trigger-an-event */
const LIMITS = { dataBytes: 10 * 1024, channels: 100, batch: 10 } as const;
const SOCKET_ID = /^\d{1,20}\.\d{1,20}$/;

/** @param path JSON pointer to the faulty value; `''`: the whole body */
const refuse = (path: string, message: string): AppError =>
  new AppError('bad_request', message, { details: [{ path, message }] });

/** SDKs send missing values as null or leave them out. */
function optionalText(fields: Fields, field: string, path: string): string | undefined {
  const value = fields[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw refuse(`${path}/${field}`, `${field} is a string.`);
  return value;
}

function checkName(name: unknown, path: string): string {
  if (typeof name !== 'string' || name === '' || name.length > EVENT_NAME_LENGTH) {
    throw refuse(`${path}/name`, `name is a string of 1 to ${EVENT_NAME_LENGTH} characters.`);
  }
  // Clients would treat such an event as one of the protocol's own.
  if (/^pusher(_internal)?:/.test(name)) throw refuse(`${path}/name`, 'This event name is reserved.');
  return name;
}

function checkData(data: unknown, path: string): string {
  if (typeof data !== 'string') throw refuse(`${path}/data`, 'data is a string.');
  if (Buffer.byteLength(data) > LIMITS.dataBytes) {
    throw new AppError('payload_too_large', `data is longer than ${LIMITS.dataBytes} bytes.`, {
      details: [{ path: `${path}/data`, message: 'too long' }],
    });
  }
  return data;
}

function checkSocketId(id: string | undefined, path: string): string | undefined {
  if (id !== undefined && !SOCKET_ID.test(id)) throw refuse(`${path}/socket_id`, 'This is not a socket id.');
  return id;
}

function checkChannels(names: readonly unknown[], path: string): readonly string[] {
  const valid = names.filter((name) => typeof name === 'string').filter(isTarget);
  if (valid.length < names.length) throw refuse(path, 'Not every name here is a channel name.');
  const channels = [...new Set(valid)];
  if (channels.length > 1 && channels.some((name) => servedKind(name)?.encrypted)) {
    throw refuse(path, 'An encrypted event goes to one channel: each has its own key.');
  }
  return channels;
}

function readChannels(fields: Fields, path: string): readonly string[] {
  const one = optionalText(fields, 'channel', path);
  const several = fields.channels ?? undefined;
  if ((one === undefined) === (several === undefined)) {
    throw refuse(path, 'Either channel or channels is needed.');
  }
  if (one !== undefined) return checkChannels([one], `${path}/channel`);
  if (!Array.isArray(several) || several.length === 0 || several.length > LIMITS.channels) {
    throw refuse(`${path}/channels`, `channels is a list of 1 to ${LIMITS.channels} names.`);
  }
  return checkChannels(several, `${path}/channels`);
}

function readPublication(fields: Fields, path: string): Publication {
  return {
    name: checkName(fields.name, path),
    data: checkData(fields.data, path),
    channels: readChannels(fields, path),
    except: checkSocketId(optionalText(fields, 'socket_id', path), path),
    info: readInfo(optionalText(fields, 'info', path)),
  };
}

function toFields(body: Uint8Array): Fields {
  const value = parseJson(decode(body));
  if (value === undefined) throw new AppError('malformed_json', 'The body is not valid JSON.');
  if (!isFields(value)) throw refuse('', 'The body is a JSON object.');
  return value;
}

/** Body of `POST /events`. @throws AppError `malformed_json`, `bad_request`, `payload_too_large` */
export const readEvent = (body: Uint8Array): Publication => readPublication(toFields(body), '');

/** Body of `POST /batch_events`; each event has one channel. @throws AppError as `readEvent` */
export function readBatch(body: Uint8Array): readonly Publication[] {
  const { batch } = toFields(body);
  if (!Array.isArray(batch) || batch.length === 0 || batch.length > LIMITS.batch) {
    throw refuse('/batch', `batch is a list of 1 to ${LIMITS.batch} events.`);
  }
  return batch.map((event: unknown, index) => {
    const path = `/batch/${index}`;
    if (!isFields(event)) throw refuse(path, 'An event is an object.');
    if (Array.isArray(event.channels)) throw refuse(`${path}/channels`, 'An event here has one channel.');
    return readPublication(event, path);
  });
}

/** The form before protocol 5: the body is the data, everything else is in the query. @throws AppError as `readEvent` */
export function readChannelEvent(
  channel: string,
  query: ReadonlyMap<string, string>,
  body: Uint8Array,
): Publication {
  const fields = Object.fromEntries(['name', 'socket_id', 'info'].map((field) => [field, query.get(field)]));
  return readPublication({ ...fields, channel, data: decode(body) }, '');
}
