import Type, { type Static } from 'typebox';

/** Every error code of the server, with its HTTP status. The list is closed: clients may switch on it. */
export const ERROR_STATUS = {
  malformed_json: 400,
  bad_request: 400,
  unauthenticated: 401,
  bad_credentials: 401,
  enrolment_invalid: 401,
  missing_ability: 403,
  insecure_connection: 403,
  foreign_host: 403,
  foreign_origin: 403,
  channel_forbidden: 403,
  app_disabled: 403,
  not_found: 404,
  method_not_allowed: 405,
  request_timeout: 408,
  idempotency_conflict: 409,
  revision_in_future: 409,
  payload_too_large: 413,
  unsupported_media_type: 415,
  invalid_request: 422,
  empty_filter: 422,
  not_supported: 422,
  limit_reached: 422,
  too_many_requests: 429,
  headers_too_large: 431,
  internal: 500,
  storage_failed: 503,
  overloaded: 503,
  shutting_down: 503,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

export const ErrorBody = Type.Object({
  error: Type.Object({
    code: Type.Enum(Object.keys(ERROR_STATUS) as ErrorCode[]),
    message: Type.String(),
    details: Type.Optional(Type.Unknown()),
  }),
});
export type ErrorBody = Static<typeof ErrorBody>;
