import Type from 'typebox';
import { toDelivery } from '../../webhooks/webhooks.ts';
import { ConfigError, readCommand } from '../flags.ts';
import { toTable } from '../table.ts';
import type { CommandContext } from './context.ts';

const Options = Type.Object({
  'data-dir': Type.String({ minLength: 1, default: 'belfry-data' }),
  limit: Type.Integer({ minimum: 1, maximum: 1_000, default: 50 }),
  json: Type.Optional(Type.Boolean()),
});

const HELP = `Requests to webhooks, newest first.

Usage: npm run server -- deliveries [APP] [--limit N] [--data-dir DIR] [--json]`;

/** `deliveries [APP]`. @throws ConfigError for wrong usage */
export async function deliveriesCommand(
  argv: readonly string[],
  { withStorage, print }: CommandContext,
): Promise<void> {
  const { flags, help, positionals } = readCommand(Options, argv, { env: null, positionals: 1, secrets: [] });
  if (help) {
    print(HELP);
    return;
  }
  const [app = null] = positionals;
  if (app !== null && !/^\d{1,18}$/.test(app)) throw new ConfigError('Name the app by its number.');
  await withStorage(flags['data-dir'], async ({ read, deliveries: logged }) => {
    const deliveries = (await read(() => logged.log(app, flags.limit))).map(toDelivery);
    const table = toTable(
      deliveries.map((one) => ({
        at: one.created_at,
        app: one.app_id,
        state: one.state,
        attempts: String(one.attempts),
        answer: String(one.last_status ?? one.last_error ?? ''),
        events: Object.entries(one.events)
          .map(([name, count]) => `${name}×${count}`)
          .join(' '),
        url: one.url,
      })),
    );
    print(flags.json ? JSON.stringify(deliveries, null, 2) : table || 'There are no deliveries.');
  });
}
