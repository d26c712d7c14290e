/** Somebody else on a team server, at a stock Pusher client. */
import Pusher, { type PresenceChannel } from 'pusher-js';
import type { SignedIn } from '#server/account';
import { until } from './poll.ts';
import type { TeamServer } from './team-server.ts';

export const ONLINE = 'presence-online';

export interface Person {
  /** Client events of others on `presence-online`, oldest first. */
  readonly heard: readonly Readonly<{ event: string; data: unknown }>[];
  /** Says something there. */
  say(event: string, data: unknown): void;
  leave(): void;
}

/** Signs a user in, by a new code, and comes online. */
export async function comeOnline(team: TeamServer, email: string): Promise<Person> {
  const answer = await fetch(`${team.url}/api/session/enroll`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code: await team.enrol(email), device: 'test' }),
  });
  const { token, app_key } = (await answer.json()) as SignedIn;
  const client = new Pusher(app_key, {
    ...{ cluster: '', wsHost: '127.0.0.1', wsPort: team.port, forceTLS: false, enabledTransports: ['ws'] },
    channelAuthorization: {
      ...{ transport: 'ajax', endpoint: `${team.url}/broadcasting/auth` },
      headers: { authorization: `Bearer ${token}` },
    },
  });
  const heard: { event: string; data: unknown }[] = [];
  const online = client.subscribe(ONLINE) as PresenceChannel;
  online.bind_global((event: string, data: unknown) => {
    if (event.startsWith('client-')) heard.push({ event, data });
  });
  await until(`${email} to be online`, () => online.subscribed);
  return {
    heard,
    say: (event, data) => void online.trigger(event, data),
    leave: () => client.disconnect(),
  };
}
