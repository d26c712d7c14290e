/** Actions that a notification's sender offers, pressed: what the row says of them is `Run` in `notification.ts`. */
import Type, { type Static } from 'typebox';
import { SHOWN } from './content-shapes.ts';
import { Delta } from './inbox.ts';
import { Run, Timestamp } from './notification.ts';

/** A choice, as the server at which it was made names it. */
export const Chosen = Type.Object(
  { action: Type.String({ maxLength: 200 }), at: Timestamp },
  { additionalProperties: false },
);

/** `key`: the `Idempotency-Key` of its request, the same whenever that may have arrived before. `from`: the row's source. */
export const Pressed = Type.Object({ key: Type.String(), from: Type.String(), action: SHOWN.actions.items });
export type Pressed = Readonly<Static<typeof Pressed>>;

/**
 * `POST /api/inbox/{id}/run`: runs an `event` or `http` action that the notification's sender offers. What runs or was done is not run
 * again (`already`). `not_supported` for other kinds, where its sender cannot be told, and for `http` on a standalone server, where the
 * reader's computer sends the request itself.
 */
export const RunRequest = Type.Object(
  { action: Type.String({ minLength: 1, maxLength: 200 }) },
  { additionalProperties: false },
);
export const RunAnswer = Type.Object({ run: Run, already: Type.Boolean(), delta: Delta });
export type RunAnswer = Readonly<Static<typeof RunAnswer>>;
