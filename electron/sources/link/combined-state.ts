import type { UnheardChannel } from '#app/source-view';
import { ofChannels } from '../detail.ts';
import type { LinkState } from './link-types.ts';

type Trouble = UnheardChannel & Readonly<{ status: 'waiting' | 'stopped' }>;

/** With the names of all channels that have the same trouble. */
function whole(of: Trouble, all: readonly Trouble[]): LinkState {
  const { channel: _, ...state } = of;
  const same = all.filter(({ trouble, detail }) => trouble === of.trouble && detail.code === of.detail.code);
  const channels = same.map(({ channel }) => channel);
  return { ...state, detail: ofChannels(of.detail, channels) };
}

/**
 * From the states of a connection's channels to its own: one that is refused takes nothing from the others.
 * @param essential without this channel it is not online; undefined: any will do
 */
export function combineStates(
  channels: readonly Readonly<{ channel: string; state: LinkState }>[],
  essential: string | undefined,
): LinkState {
  const unheard = channels.flatMap(({ channel, state }): Trouble[] =>
    state.status === 'waiting' || state.status === 'stopped' ? [{ channel, ...state }] : [],
  );
  const decisive =
    // Who signs one channel signs all of them: its user has to sign in again.
    unheard.find(({ trouble }) => trouble === 'signed_out') ??
    unheard.find(({ channel }) => channel === essential) ??
    (unheard.length < channels.length
      ? undefined
      : (unheard.find(({ status }) => status === 'stopped') ?? unheard[0]));
  if (decisive !== undefined) return whole(decisive, unheard);
  if (channels.some(({ state }) => state.status === 'connecting')) return { status: 'connecting' };
  if (unheard.length === 0) return { status: 'online' };
  return { status: 'online', unheard: unheard.map(({ status: _, ...one }) => one) };
}
