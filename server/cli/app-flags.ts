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

/** Flags about an app. Lists may be given several times. */
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
    'on: connections that neither sign in nor join an authorised channel are closed (default: off)',
  'subscription-count': 'on: channels announce how many subscribers they have (default: off)',
  'keep-notifications':
    "on: Laravel notifications are stored in their user's inbox (default: the default app only)",
  'max-connections': 'How many clients may connect at once, or none for no limit (default: none)',
  origin:
    'Host or origin whose pages may connect, with * for any label; pages from files are file:// in Chromium, null elsewhere; repeatable (default: *)',
  webhook: "URL that receives Pusher's seven kinds of events, or none; repeatable (default: none)",
};

const on = (flag: 'on' | 'off'): boolean => flag === 'on';

/** As browsers write an origin. */
const toOrigin = (text: string): string => text.replace(/(?<!\/)\/$/, '').toLowerCase();

/** @throws AppProblem for an origin that no page can have, or a webhook that cannot be called */
function check({ origin, webhook = [] }: AppFlags): void {
  const lost = unmatchableOrigin('--origin', origin);
  if (lost !== null) throw new AppProblem(lost);
  for (const url of webhook) {
    const problem = url === 'none' ? null : webhookProblem(url);
    if (problem !== null) throw new AppProblem(`--webhook ${maskedWebhookUrl(url)} ${problem}.`);
  }
}

/** The settings that were given. @throws AppProblem */
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
