import en from './i18n/en/rows.json' with { type: 'json' };
import { FIELDS, type Fields } from './rules/content.ts';
import { type OwnRow, ownWords, type RowWords } from './rules/own-rows.ts';

/** A catalogue is a tree of texts. */
type Tree = Readonly<{ [name: string]: string | Tree }>;

function textAt(path: string): string | null {
  let at: string | Tree | undefined = en;
  for (const name of path.split('.')) at = typeof at === 'object' ? at[name] : undefined;
  return typeof at === 'string' ? at : null;
}

const minute = (ms: number): string => new Date(ms).toISOString().slice(0, 16).replace('T', ' ');

/** In English and UTC, because the reader is unknown. */
export const ENGLISH: RowWords = {
  say(phrase, params) {
    const text = textAt(phrase) ?? textAt(`${phrase}_${params.count === 1 ? 'one' : 'other'}`) ?? '';
    return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(params[name]));
  },
  span: ({ from, until }) => `${minute(from)} – ${minute(until)} UTC`,
  untitled: '',
};

/**
 * A row of Belfry's own, as it is stored: what it says is in its type and data. Title and message are for clients that cannot word
 * it, such as those of Laravel; and what they say is found by a search.
 */
export function ownRow(row: OwnRow): Pick<Fields, 'type' | 'title' | 'message' | 'data'> {
  const { title, message } = ownWords(row as Pick<Fields, 'type' | 'data'>, ENGLISH) ?? {
    title: row.type,
    message: '',
  };
  return {
    type: row.type,
    title: title.slice(0, FIELDS.title.limit),
    message: message.slice(0, FIELDS.message.limit),
    data: row.data,
  };
}
