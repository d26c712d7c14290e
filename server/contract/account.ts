import Type, { type Static } from 'typebox';
import { Nullable } from './content.ts';
import { Ability } from './session.ts';

/** For a password as the only factor: NIST SP 800-63B-4, section 3.1.1.2, which asks for no particular kinds of characters. */
export const PASSWORD_LENGTH = { min: 15, max: 256 } as const;

const Email = Type.String({ minLength: 3, maxLength: 254 });

/** The token's name. A new token replaces the same user's older one of the same name. */
const Device = Type.String({ minLength: 1, maxLength: 100 });

export const User = Type.Object({ id: Type.Integer(), name: Type.String(), email: Nullable(Email) });
export type User = Readonly<Static<typeof User>>;

/**
 * `POST /api/session`: a token with the ability `inbox`. `bad_credentials` (401) does not say what is wrong.
 * `too_many_requests` (429) has `Retry-After` and `details: {retry_after}`, both in seconds. `insecure_connection` (403): sign in
 * over TLS.
 */
export const SignInRequest = Type.Object(
  { email: Email, password: Type.String({ minLength: 1, maxLength: 1_024 }), device: Device },
  { additionalProperties: false },
);
export type SignInRequest = Readonly<Static<typeof SignInRequest>>;

/**
 * `POST /api/session/enroll`, answered as a sign-in. The code works once; `enrolment_invalid` (401): unknown, used or
 * expired.
 */
export const EnrolRequest = Type.Object(
  { code: Type.String({ minLength: 1, maxLength: 200 }), device: Device },
  { additionalProperties: false },
);
export type EnrolRequest = Readonly<Static<typeof EnrolRequest>>;

/** What a client needs to connect to this server: `app_key` for the Pusher protocol, `epoch` as in a Delta. */
const Home = { user: User, app_key: Type.String(), epoch: Type.String() };

/** 201. */
export const SignedIn = Type.Object({ token: Type.String(), ...Home });
export type SignedIn = Readonly<Static<typeof SignedIn>>;

/** `GET /api/session`, with any token. `features`: those of `FEATURES` that this server has; older servers do not say. */
export const CurrentSession = Type.Object({
  abilities: Type.Array(Ability),
  features: Type.Optional(Type.Array(Type.String())),
  ...Home,
});
export type CurrentSession = Readonly<Static<typeof CurrentSession>>;

/** `DELETE /api/session` revokes the request's own token, and closes (4009) the sockets that it authorised. */
export const SignedOut = Type.Object({ success: Type.Literal(true) });

/** The link that an administrator gives to a user, and that the desktop app opens. */
export const enrolmentLink = (server: string, code: string): string =>
  `belfry://enroll?server=${encodeURIComponent(server)}&code=${encodeURIComponent(code)}`;
