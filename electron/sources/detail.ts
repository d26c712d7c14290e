import type { Detail, DetailCode, DetailParams } from '#app/detail';
import { cleanText } from '#server/rules/text';

/** @param said in the other side's own words or codes, without secrets */
export const detail = <C extends DetailCode>(
  code: C,
  params: DetailParams<C>,
  said: string | null = null,
): Detail => ({ code, params, said: said === null ? null : cleanText(said) });

/** The same of these channels alone. */
export const ofChannels = (of: Detail, channels: readonly string[]): Detail =>
  'channel' in of.params ? of : { ...of, channel: channels.join(', ') };

/** There is nothing but the other side's words. */
export const inTheirWords = (said: string): Detail => ({
  code: null,
  params: {},
  said: cleanText(said),
});

/** For the log, where nobody translates. */
export function plainly({ code, params, said, channel }: Detail): string {
  if (channel !== undefined) return `${channel}: ${plainly({ code, params, said })}`;
  if (code === null) return said ?? '';
  const words = [code.replaceAll('_', ' '), ...Object.values(params)].join(' ');
  return said === null ? words : `${words} (${said})`;
}
