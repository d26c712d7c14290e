/** What Belfry says in rows. */

/**
 * The sentences, and what each is filled with. Closed: `../i18n/en/rows.json` has words for each. `usual`: sentences
 * for types that many Laravel apps have, where neither the payload nor its reader words them.
 */
export const ROW_PHRASES = {
  'gap.disconnected.title': ['span'],
  'gap.disconnected.message': [],
  'gap.disconnected.messageOfChannels': ['channels'],
  'gap.repeated.title': ['span'],
  'gap.repeated.message': ['count', 'event'],
  'gap.too_many.title': ['span'],
  'gap.too_many.message': ['count', 'event'],
  'gap.backlog.title': ['span'],
  'gap.backlog.message': ['count', 'event'],
  'rescue.title': [],
  'rescue.message': ['count', 'folder'],
  'test.title': [],
  'test.message': [],
  'usual.nameless.title': [],
  'usual.friend_request.title': ['person'],
  'usual.comment.title': ['person'],
  'usual.like.title': ['person'],
  'usual.mention.title': ['person'],
  'usual.order_shipped.title': ['order_number'],
  'usual.order_shipped.message': ['tracking_number', 'estimated_delivery'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type RowPhrase = keyof typeof ROW_PHRASES;
export type UsualPhrase = Extract<RowPhrase, `usual.${string}`>;

export type PhraseParams = Readonly<Record<string, string | number>>;

/** Words a sentence, in one language. */
export type Say = (phrase: RowPhrase, params: PhraseParams) => string;

/** A sentence in the place of words; perhaps one of a later version. */
export type Phrase = Readonly<{ phrase: string; params: PhraseParams }>;

/** Which words of a row are Belfry's, and not its sender's. */
export type Phrases = Readonly<{ title?: Phrase; message?: Phrase }>;

/** Both as one object; a sentence that is undefined is left out. */
export const phrasesOf = (title: Phrase | undefined, message: Phrase | undefined): Phrases => ({
  ...(title !== undefined && { title }),
  ...(message !== undefined && { message }),
});

export const isPhrase = (phrase: string): phrase is RowPhrase => Object.hasOwn(ROW_PHRASES, phrase);
