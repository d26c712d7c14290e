import Type from 'typebox';
import { Value } from 'typebox/value';
import type { BelfrySource } from '#app/source-definition';
import { userChannel } from '#server/rules/channels';
import type { AdapterEntry } from '../../adapter.ts';
import { baseOf } from '../../app-links.ts';
import { detail } from '../../detail.ts';
import { getJson, NotTried, signedAt, type Target, type TargetDeps } from '../../probe/probe.ts';
import { TroubleError } from '../../trouble.ts';
import type { Keys } from '../../vault/vault.ts';
import { createBelfryAdapter } from './belfry-adapter.ts';

/** `GET /api/session`, as far as it is needed. */
const Session = Type.Object({
  app_key: Type.String(),
  user: Type.Object({ id: Type.Integer(), name: Type.String() }),
});

type Entered = Readonly<{ secrets: Keys; leave(): Promise<void> }>;

/** A password makes a session for the test alone. A code works only once, and is left for signing in for good. */
async function enter(
  base: string,
  { token, password, code }: Keys,
  { sessions }: Pick<TargetDeps, 'sessions'>,
): Promise<Entered> {
  if (code !== undefined) throw new NotTried(detail('code_kept', {}));
  if (password === undefined) {
    if (token !== undefined) return { secrets: { token }, leave: async () => {} };
    throw new TroubleError('signed_out', detail('nothing_to_sign_in', {}));
  }
  const entered = await sessions.open(base, 'connection-test', { password });
  if (!entered.ok) {
    const trouble = entered.error.code === 'sign_in_refused' ? 'signed_out' : 'unreachable';
    throw new TroubleError(trouble, entered.error.detail);
  }
  const made = entered.value;
  if (made === null) throw new TroubleError('signed_out', detail('nothing_to_sign_in', {}));
  return { secrets: { token: made }, leave: () => sessions.close(base, made) };
}

/** The server itself says its key and its user's channel. */
async function findTarget({ url }: BelfrySource, keys: Keys, deps: TargetDeps): Promise<Target> {
  const base = baseOf(url);
  const { secrets, leave } = await enter(base, keys, deps);
  try {
    const { app_key, user } = await getJson(deps.http, `${base}/api/session`, secrets, (value) =>
      Value.Check(Session, value),
    );
    return {
      key: app_key,
      channels: [userChannel(user.id)],
      authorize: signedAt(`${base}/broadcasting/auth`),
      secrets,
      rest: async () => detail('signed_in_as', { name: user.name }),
      leave,
    };
  } catch (error) {
    await leave();
    throw error;
  }
}

export const belfry: AdapterEntry<BelfrySource> = {
  create: createBelfryAdapter,
  sockets: ({ url }) => baseOf(url).replace(/^http/, 'ws'),
  findTarget,
};
