/** The simulated Laravel app in a separate process, controlled by its parent. */
import type { LaravelSource } from '#app/source-definition';
import { startLaravelApp } from '../../support/laravel-app.ts';

export type LaravelCommand = Readonly<{ do: 'start' | 'asked' }> | Readonly<{ do: 'miss'; count: number }>;
export type LaravelReport = Readonly<{
  source: LaravelSource;
  token: string;
  /** Pages of its list that somebody has asked for so far. */
  asked: number;
}>;

const DAY = 24 * 3_600_000;
/** A busy day's pace: all of one minute would be read more than once. */
const EVERY = 8_000;

const app = await startLaravelApp();

/** As a social network stores it. */
const dataOf = (number: number) => ({
  type: 'comment',
  post_id: 1_000 + number,
  requester_id: 12,
  requester_name: 'Beatriz Almeida',
  requester_username: 'bia',
  requester_avatar: 'https://social.example/avatars/12.png',
  message: `Beatriz Almeida commented on your post: number ${number} of the pictures is the best of all.`,
});

/** The newest is of now; those before the first `miss` were a long time ago. */
function miss(count: number, now = Date.now()): void {
  const from = count === 1 ? now - DAY : now - count * EVERY;
  for (let number = 1; number <= count; number += 1) {
    const created_at = new Date(from + number * EVERY).toISOString().replace(/\.\d+Z$/, '.000000Z');
    app.store({ data: dataOf(number), created_at });
  }
}

process.on('message', (command: LaravelCommand) => {
  if (command.do === 'miss') miss(command.count);
  const asked = app.requests.filter(({ line }) => line.includes('/api/notifications?')).length;
  process.send?.({ source: app.source(), token: app.token, asked } satisfies LaravelReport);
});
process.on('disconnect', () => process.exit());
