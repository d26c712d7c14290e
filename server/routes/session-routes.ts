import rateLimit from '@fastify/rate-limit';
import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify';
import { CurrentSession, EnrolRequest, SignedIn, SignedOut, SignInRequest } from '#server/account';
import { FEATURES } from '#server/rules/features';
import type { Accounts, SignIn, SignInResult } from '../accounts/accounts.ts';
import { AppError } from '../errors.ts';
import {
  type Auth,
  bound,
  errors,
  isLoopback,
  type Limiter,
  type Routes,
  rateStore,
  refuseKey,
} from '../http/http.ts';

/** Attempts per minute. A whole company may share one address; one person needs fewer attempts. */
const PER_ADDRESS = 20;
const PER_EMAIL = 5;
const WINDOW_MS = 60_000;
/** How many addresses and e-mail addresses are counted at once; the least recently used ones are dropped. */
const COUNTED = 100_000;

const ABILITIES = ['inbox', 'send', 'admin'] as const;

export interface SessionDeps {
  readonly auth: Auth;
  readonly accounts: Pick<Accounts, 'revoke' | 'user'>;
  readonly signIn: SignIn;
  /** What a client needs to connect to this server. */
  readonly home: () => Readonly<{ app_key: string; epoch: string }>;
  /** Closes the sockets of tokens that have ended. */
  readonly disconnectRevoked: () => Promise<void>;
  /** Whether passwords and codes may come unencrypted. */
  readonly plainSignIn: boolean;
  readonly log: FastifyBaseLogger;
}

/** Signing in, by password or enrolment code, and out. */
export function sessionRoutes(app: Routes, deps: SessionDeps): void {
  const { auth, accounts, signIn, home, disconnectRevoked, log } = deps;

  const boundSignIn = (limiter: Limiter, request: FastifyRequest, reply: FastifyReply): Promise<void> =>
    bound(limiter, request, reply, {
      message: 'Too many attempts to sign in; try again later.',
      onExceeded: () => log.warn({ ip: request.ip }, 'too many attempts to sign in'),
    });

  function refusePlain(request: FastifyRequest): void {
    if (deps.plainSignIn || request.protocol === 'https' || isLoopback(request.ip)) return;
    throw new AppError('insecure_connection', 'Passwords and codes are taken over TLS only.');
  }

  async function enter(
    entrance: SignInResult | null,
    refusal: Readonly<{ code: 'bad_credentials' | 'enrolment_invalid'; message: string }>,
    request: FastifyRequest,
  ) {
    if (entrance === null) {
      log.warn({ ip: request.ip, reason: refusal.code }, 'a sign-in was refused');
      throw new AppError(refusal.code, refusal.message);
    }
    log.info({ ip: request.ip, user_id: entrance.user.id }, 'signed in');
    // The new token may have replaced an older one of the same device.
    await disconnectRevoked();
    return { ...entrance, ...home() };
  }

  app.get(
    '/api/session',
    { onRequest: auth.requires(...ABILITIES), schema: { response: { 200: CurrentSession, ...errors } } },
    async (request) => {
      const { userId, abilities } = auth.session(request);
      return {
        user: await accounts.user(userId),
        abilities: [...abilities],
        features: [...FEATURES],
        ...home(),
      };
    },
  );

  app.delete(
    '/api/session',
    { onRequest: auth.requires(...ABILITIES), schema: { response: { 200: SignedOut, ...errors } } },
    async (request) => {
      await accounts.revoke(auth.session(request).tokenId);
      await disconnectRevoked();
      return { success: true } as const;
    },
  );

  void app.register(async (scope: Routes) => {
    await scope.register(rateLimit, { global: false, timeWindow: WINDOW_MS, store: rateStore(COUNTED) });
    const byAddress = scope.createRateLimit({ max: PER_ADDRESS });
    const byEmail = scope.createRateLimit({
      max: PER_EMAIL,
      keyGenerator: ({ body }) => (body as SignInRequest).email.toLowerCase(),
    });

    const onRequest = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
      refusePlain(request);
      // The answer has a token, which is stored nowhere.
      await refuseKey(request);
      await boundSignIn(byAddress, request, reply);
    };

    scope.post(
      '/api/session',
      { onRequest, schema: { body: SignInRequest, response: { 201: SignedIn, ...errors } } },
      async (request, reply) => {
        await boundSignIn(byEmail, request, reply);
        const { email, password, device } = request.body;
        const entrance = await signIn.withPassword(email, password, device);
        const refusal = { code: 'bad_credentials', message: 'E-mail address or password is wrong.' } as const;
        return reply.code(201).send(await enter(entrance, refusal, request));
      },
    );

    scope.post(
      '/api/session/enroll',
      { onRequest, schema: { body: EnrolRequest, response: { 201: SignedIn, ...errors } } },
      async (request, reply) => {
        const entrance = await signIn.withCode(request.body.code, request.body.device);
        const refusal = {
          code: 'enrolment_invalid',
          message: 'This code is unknown, used or expired.',
        } as const;
        return reply.code(201).send(await enter(entrance, refusal, request));
      },
    );
  });
}
