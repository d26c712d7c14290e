import type { Endpoint } from './session.ts';

/** One line for a POSIX shell that sends a notification. */
export const curlLine = ({ url, token }: Endpoint): string =>
  [
    'curl',
    `-H 'Authorization: Bearer ${token}'`,
    "-H 'Content-Type: application/json'",
    `-d '{"title":"Hello","message":"Sent with curl"}'`,
    `${url}/api/notifications`,
  ].join(' ');
