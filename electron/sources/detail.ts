import type { Detail, DetailCode, DetailParams } from '#app/detail';
import type { Failure } from '#app/result';
import { cleanText } from '#server/rules/text/text';

/** What came of it; a failure says what there is to say of the connection. */
export type DetailedResult<T> =
  | Readonly<{ ok: true; value: T }>
  | Readonly<{ ok: false; error: Failure & { readonly detail: Detail } }>;

/** @param said the source's own words or codes, without secrets */
export const detail = <C extends DetailCode>(
  code: C,
  params: DetailParams<C>,
  said: string | null = null,
): Detail => ({ code, params, said: said === null ? null : cleanText(said) });

/** The same, about these channels alone. */
export const ofChannels = (of: Detail, channels: readonly string[]): Detail =>
  'channel' in of.params ? of : { ...of, channel: channels.join(', ') };

/** There are only the source's own words. */
export const inTheirWords = (said: string): Detail => ({
  code: null,
  params: {},
  said: cleanText(said),
});

/** For the log, which is not translated. */
export function plainly({ code, params, said, channel }: Detail): string {
  if (channel !== undefined) return `${channel}: ${plainly({ code, params, said })}`;
  if (code === null) return said ?? '';
  const words = [code.replaceAll('_', ' '), ...Object.values(params)].join(' ');
  return said === null ? words : `${words} (${said})`;
}
