/** What a sender offers to do with its notification. (`../state.ts` has what a reader may do with any row.) */
import { cleanText } from '../text/text.ts';
import { ADDRESS_LIMIT, fieldsOf, LINK, listOf, readLine, readMatch, WEB } from './read.ts';

/** `actions`, `headers`: how many. The others: the longest text, in UTF-16 units. */
export const ACTION_LIMITS = {
  actions: 3,
  id: 100,
  label: 80,
  headers: 10,
  header: 1_000,
  body: 4_000,
  text: 2_000,
  event: 100,
} as const;

export const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type Method = (typeof METHODS)[number];

/** A token of HTTP, but no name that a reader of JSON refuses. https://www.rfc-editor.org/rfc/rfc9110#name-tokens */
export const HEADER_NAME = "^(?!__proto__$)[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$";
/** What one line of HTTP can carry. https://www.rfc-editor.org/rfc/rfc9110#name-field-values */
export const HEADER_VALUE = '^[\\t\\x20-\\x7e\\x80-\\xff]*$';

/** What belongs to the connection, or would claim that a page or a proxy sends the request. In lower case. */
const NOT_OF_SENDERS: ReadonlySet<string> = new Set([
  ...['host', 'connection', 'keep-alive', 'content-length', 'transfer-encoding', 'te', 'trailer', 'upgrade'],
  ...['expect', 'origin', 'referer', 'cookie', 'proxy-authorization', 'proxy-connection', 'idempotency-key'],
]);

/** Whether a sender may choose this header of a request. */
export const isOfSenders = (name: string): boolean => !NOT_OF_SENDERS.has(name.toLowerCase());

type Named = Readonly<{ label: string }>;
export type Headers = Readonly<Record<string, string>>;
/** `headers` and `body` are sent as they are; a `GET` has no body. */
type Request = Readonly<{ kind: 'http'; url: string; headers?: Headers; body?: string }>;
type Other =
  | Readonly<{ kind: 'open'; url: string }>
  | Readonly<{ kind: 'copy'; text: string }>
  /** The sender gets the choice and its time. */
  | Readonly<{ kind: 'event'; event: string }>;

/** As it is given: without an id, its label is its id; without a method, it is `POST`. */
export type GivenAction = Named &
  Readonly<{ id?: string }> &
  (Other | (Request & Readonly<{ method?: Method }>));

/** `id` is unique within the notification. */
export type SenderAction = Named &
  Readonly<{ id: string }> &
  (Other | (Request & Readonly<{ method: Method }>));

const LINK_PATTERN = new RegExp(LINK);
const WEB_PATTERN = new RegExp(WEB);
const NAME_PATTERN = new RegExp(HEADER_NAME);
const VALUE_PATTERN = new RegExp(HEADER_VALUE);

const isHeader = ([name, value]: readonly [string, unknown]): boolean =>
  NAME_PATTERN.test(name) &&
  isOfSenders(name) &&
  typeof value === 'string' &&
  value.length <= ACTION_LIMITS.header &&
  VALUE_PATTERN.test(value);

function readRequest(given: Readonly<Record<string, unknown>>): (Request & { method: Method }) | null {
  const { body, headers: all } = given;
  const url = readMatch(given.url, WEB_PATTERN, ADDRESS_LIMIT);
  const method = METHODS.find((one) => one === (given.method ?? 'POST'));
  const headers = Object.entries(fieldsOf(all));
  const isBody = typeof body === 'string' && body.length <= ACTION_LIMITS.body && method !== 'GET';
  if (url === null || method === undefined) return null;
  if (headers.length > ACTION_LIMITS.headers || !headers.every(isHeader)) return null;
  if (body !== undefined && !isBody) return null;
  return {
    ...{ kind: 'http', url, method },
    ...(headers.length > 0 && { headers: Object.fromEntries(headers) as Headers }),
    ...(isBody && { body }),
  };
}

function readDeed(given: Readonly<Record<string, unknown>>): Other | (Request & { method: Method }) | null {
  switch (given.kind) {
    case 'open': {
      const url = readMatch(given.url, LINK_PATTERN, ADDRESS_LIMIT);
      return url === null ? null : { kind: 'open', url };
    }
    case 'http':
      return readRequest(given);
    case 'copy': {
      const text = typeof given.text === 'string' ? cleanText(given.text) : '';
      return text === '' || text.length > ACTION_LIMITS.text ? null : { kind: 'copy', text };
    }
    case 'event': {
      const event = readLine(given.event, ACTION_LIMITS.event);
      return event === null ? null : { kind: 'event', event };
    }
    default:
      return null;
  }
}

function readAction(value: unknown): SenderAction | null {
  const given = fieldsOf(value);
  const label = readLine(given.label, ACTION_LIMITS.label);
  const deed = readDeed(given);
  if (label === null || deed === null) return null;
  return { id: readLine(given.id, ACTION_LIMITS.id) ?? label, label, ...deed };
}

/** The first with an id keeps it; later ones are numbered. */
function unique(actions: readonly SenderAction[]): readonly SenderAction[] {
  const taken = new Set<string>();
  return actions.map((action) => {
    let { id } = action;
    for (let count = 2; taken.has(id); count += 1)
      id = `${action.id.slice(0, ACTION_LIMITS.id - 2)} ${count}`;
    taken.add(id);
    return { ...action, id };
  });
}

/** An action of which something cannot be read is left out: half a request would be another request. */
export const readActions = (value: unknown): readonly SenderAction[] =>
  unique(
    listOf(value)
      .map(readAction)
      .filter((action) => action !== null)
      .slice(0, ACTION_LIMITS.actions),
  );
