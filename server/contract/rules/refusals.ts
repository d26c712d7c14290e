/**
 * Why a source does not take what was done here, and what the words for it are filled with. Closed: the window has words for each,
 * in its language.
 */
export const REFUSALS = {
  /** An HTTP answer that is no success. */
  answered: ['status'],
  /** Such an answer to a request without the token: the user has not named this address as one that gets it. */
  answered_without_token: ['status'],
  /** A Belfry server says that the token may not do it. */
  not_allowed: [],
  /** A Belfry server says that it cannot do such a thing. */
  not_supported: [],
  /** A Pusher server complained of the client event. */
  complained: [],
  /** Nobody can send to this channel. */
  channel: ['channel'],
  /** What was sent to this computer itself came by no channel. */
  no_channels: [],
  /** The notification says how to answer it, and that is no address. */
  address: [],
  /** Nothing has answered, however often it was tried. */
  unanswered: [],
  /** The address leads into this computer's own networks, which a sender elsewhere must not reach. */
  inside: [],
  /** Its user does not let this source send requests to that address, or not any more. */
  not_allowed_there: ['origin'],
  /** The answer leads to another server. */
  redirected: [],
  /** The row has no such action any more, or there is no such row. */
  gone: [],
  /** A refusal from before refusals had codes: only `said` has something. */
  words: [],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type RefusalCode = keyof typeof REFUSALS;

export type Refusal = Readonly<{
  code: RefusalCode;
  params: Readonly<Record<string, string | number>>;
  /** In the source's own words; null: it said nothing. */
  said: string | null;
}>;

/** Longest `said`, in UTF-16 units. */
export const SAID_LIMIT = 500;

/** @param said in the source's own words */
export const refusal = <C extends RefusalCode>(
  code: C,
  params: Readonly<Record<(typeof REFUSALS)[C][number], string | number>>,
  said: string | null = null,
): Refusal => ({ code, params, said });
