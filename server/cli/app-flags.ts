import Type, { type Static } from 'typebox';
import {
  AppProblem,
  type AppSettings,
  CHANNEL_EVENTS,
  maskedWebhookUrl,
  webhookProblem,
} from '../apps/apps.ts';
import { unmatchableOrigin } from '../http/http.ts';

const Switch = Type.Optional(Type.Enum(['on', 'off']));

/** What a command line can say about an app. Lists may be given several times. */
export const AppFlags = Type.Object({
  'client-events': Switch,
  'user-authentication': Switch,
  'authorized-connections': Switch,
  'subscription-count': Switch,
  'keep-notifications': Switch,
  'max-connections': Type.Optional(
    Type.String({ pattern: '^(none|[1-9][0-9]{0,6})$', description: 'a number, or none' }),
  ),
  origin: Type.Optional(Type.Array(Type.String({ minLength: 1 }))),
  webhook: Type.Optional(Type.Array(Type.String({ minLength: 1 }))),
});
export type AppFlags = Readonly<Static<typeof AppFlags>>;

export const APP_FLAG_MEANING: Readonly<Record<keyof AppFlags, string>> = {
  'client-events': 'on: clients may send client- events to each other (default: off)',
  'user-authentication': 'on: clients may sign in as a user (default: off)',
  'authorized-connections':
    'on: who neither signs in nor joins an authorised channel is closed (default: off)',
  'subscription-count': 'on: channels tell how many listen (default: off)',
  'keep-notifications':
    "on: Laravel notifications are kept in their user's inbox (default: the default app only)",
  'max-connections': 'How many may be connected at once, or none for no limit (default: none)',
  origin:
    'Host or origin, with * for any label, whose pages may connect; pages from files are file:// in Chromium, null elsewhere; several times (default: *)',
  webhook: "URL that is told of Pusher's seven kinds of events, or none; several times (default: none)",
};

const on = (flag: 'on' | 'off'): boolean => flag === 'on';

/** As browsers write it. */
const toOrigin = (text: string): string => text.replace(/(?<!\/)\/$/, '').toLowerCase();

/** @throws AppProblem for an origin that no page can have, and a webhook that nothing can be delivered to */
function check({ origin, webhook = [] }: AppFlags): void {
  const lost = unmatchableOrigin('--origin', origin);
  if (lost !== null) throw new AppProblem(lost);
  for (const url of webhook) {
    const problem = url === 'none' ? null : webhookProblem(url);
    if (problem !== null) throw new AppProblem(`--webhook ${maskedWebhookUrl(url)} ${problem}.`);
  }
}

/** Only what is given. @throws AppProblem */
export function toSettings(flags: AppFlags): Partial<AppSettings> {
  check(flags);
  const { 'max-connections': limit, origin, webhook } = flags;
  const clientEvents = flags['client-events'];
  const userAuthentication = flags['user-authentication'];
  const authorizedConnections = flags['authorized-connections'];
  const subscriptionCount = flags['subscription-count'];
  const keepNotifications = flags['keep-notifications'];
  return {
    ...(clientEvents && { clientEvents: on(clientEvents) }),
    ...(userAuthentication && { userAuthentication: on(userAuthentication) }),
    ...(authorizedConnections && { authorizedConnections: on(authorizedConnections) }),
    ...(subscriptionCount && { subscriptionCount: on(subscriptionCount) }),
    ...(keepNotifications && { keepNotifications: on(keepNotifications) }),
    ...(limit && { maxConnections: limit === 'none' ? null : Number(limit) }),
    ...(origin && { origins: origin.map(toOrigin) }),
    ...(webhook && {
      webhooks: webhook
        .filter((url) => url !== 'none')
        .map((url) => ({
          url: url.replace(/^https?/i, (scheme) => scheme.toLowerCase()),
          events: [...CHANNEL_EVENTS],
          batching: false,
        })),
    }),
  };
}
