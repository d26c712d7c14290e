import type { UnheardChannel } from '#app/source-view';
import { ofChannels } from '../detail.ts';
import type { LinkState } from './link-types.ts';

type Trouble = UnheardChannel & Readonly<{ status: 'waiting' | 'stopped' }>;

/** The link's state for this trouble, naming all channels that have it. */
function whole(of: Trouble, all: readonly Trouble[]): LinkState {
  const { channel: _, ...state } = of;
  const same = all.filter(({ trouble, detail }) => trouble === of.trouble && detail.code === of.detail.code);
  const channels = same.map(({ channel }) => channel);
  return { ...state, detail: ofChannels(of.detail, channels) };
}

/**
 * The state of a link from those of its channels. A channel that is refused does not take the others down.
 * @param essential the link is not online without this channel; undefined: any channel will do
 */
export function combineStates(
  channels: readonly Readonly<{ channel: string; state: LinkState }>[],
  essential: string | undefined,
): LinkState {
  const unheard = channels.flatMap(({ channel, state }): Trouble[] =>
    state.status === 'waiting' || state.status === 'stopped' ? [{ channel, ...state }] : [],
  );
  const decisive =
    // One auth endpoint signs all channels: the user has to sign in again.
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
