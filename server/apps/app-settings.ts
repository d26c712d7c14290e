import Type from 'typebox';
import { Value } from 'typebox/value';
import { type RealtimeApp, WEBHOOK_EVENTS } from './realtime-app.ts';

/** What identifies an app and signs for it. The id is numeric, because the SDKs parse it as an integer. */
const Credentials = {
  id: Type.String({ pattern: '^[0-9]{1,18}$' }),
  key: Type.String({ pattern: '^[\\w.-]{1,200}$' }),
  secret: Type.String({ pattern: '^[\\w.-]{1,200}$' }),
};

const Webhook = Type.Object(
  {
    url: Type.String({ pattern: '^https?://[^\\s]+$', maxLength: 2_000 }),
    events: Type.Array(Type.Enum([...WEBHOOK_EVENTS]), { minItems: 1, uniqueItems: true }),
    batching: Type.Boolean(),
  },
  { additionalProperties: false },
);

const Settings = {
  enabled: Type.Boolean(),
  maxConnections: Type.Union([Type.Integer({ minimum: 1, maximum: 10_000_000 }), Type.Null()]),
  origins: Type.Array(Type.String({ pattern: '^[^\\s]+$', maxLength: 300 }), {
    minItems: 1,
    maxItems: 100,
  }),
  clientEvents: Type.Boolean(),
  userAuthentication: Type.Boolean(),
  authorizedConnections: Type.Boolean(),
  subscriptionCount: Type.Boolean(),
  keepNotifications: Type.Boolean(),
  webhooks: Type.Array(Webhook, { maxItems: 20 }),
};

const App = Type.Object({ ...Credentials, ...Settings }, { additionalProperties: false });

export type AppCredentials = Pick<RealtimeApp, 'id' | 'key' | 'secret'>;
export type AppSettings = Omit<RealtimeApp, keyof AppCredentials>;

export const DEFAULT_SETTINGS: AppSettings = {
  enabled: true,
  maxConnections: null,
  origins: ['*'],
  clientEvents: false,
  userAuthentication: false,
  authorizedConnections: false,
  subscriptionCount: false,
  keepNotifications: false,
  webhooks: [],
};

/** An invalid app or a command that cannot be carried out. The message says why, without the secret. */
export class AppProblem extends Error {}

const isUrl = (text: string): boolean => URL.canParse(text);

/** A complete app, with defaults. @throws AppProblem */
export function makeApp(app: AppCredentials & Partial<AppSettings>): RealtimeApp {
  const whole: RealtimeApp = { ...DEFAULT_SETTINGS, ...app };
  if (!Value.Check(App, whole)) {
    const [problem] = Value.Errors(App, whole);
    throw new AppProblem(`The app's ${problem?.instancePath.slice(1)} ${problem?.message}.`);
  }
  const broken = whole.webhooks.find(({ url }) => !isUrl(url));
  if (broken !== undefined) throw new AppProblem(`The webhook ${broken.url} is not a URL.`);
  return whole;
}

/** An app's settings, without its credentials. */
export function settingsOf({ id: _id, key: _key, secret: _secret, ...settings }: RealtimeApp): AppSettings {
  return settings;
}
