/** The README's examples for senders are copied and sent to a real server. */
import { execFile, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { pageBlocks } from '../support/readme.ts';
import { startServer } from '../support/server.ts';

const run = promisify(execFile);
const ROOT = path.resolve(import.meta.dirname, '../..');
const LARAVEL = path.join(import.meta.dirname, 'laravel.php');
/** `vendor/autoload.php` of a Laravel app, which this repository has none of. */
const AUTOLOADER = process.env.BELFRY_LARAVEL_AUTOLOADER ?? '';

type Sender = Readonly<{
  name: string;
  language: string;
  /** What distinguishes its block from others in its language. */
  mark: RegExp;
  /** Programs, the first of which runs it. */
  needs: readonly [string, ...string[]];
  laravel?: true;
  title: string;
}>;

const SENDERS: readonly Sender[] = [
  {
    name: 'on the first page',
    language: 'sh',
    mark: /endpoint\.json/,
    needs: ['sh', 'curl', 'sed'],
    title: 'Backup done',
  },
  { name: 'curl', language: 'sh', mark: /^curl /, needs: ['sh', 'curl'], title: 'Backup done' },
  { name: 'Node', language: 'js', mark: /fetch/, needs: [process.execPath], title: 'Build 1842 failed' },
  { name: 'Python', language: 'python', mark: /urllib/, needs: ['python3'], title: 'Training finished' },
  { name: 'PHP', language: 'php', mark: /^<\?php/, needs: ['php'], title: 'Import finished' },
  {
    name: 'Laravel, by HTTP',
    language: 'php',
    mark: /Http::/,
    needs: ['php'],
    laravel: true,
    title: 'New order #10482',
  },
  {
    name: 'Laravel, by broadcast',
    language: 'php',
    mark: /extends Notification/,
    needs: ['php'],
    laravel: true,
    title: 'Order #10482 is on its way',
  },
];

/** The README's own, which finds address and token by itself, and those of its page for senders. */
const blocks = [...pageBlocks('README.md'), ...pageBlocks('server/docs/senders.md')];
const blockOf = ({ language, mark }: Pick<Sender, 'language' | 'mark'>): string | undefined =>
  blocks.find((block) => block.language === language && mark.test(block.code))?.code;

/** Why a snippet cannot run on this machine, or null. */
function lacking({ needs, laravel }: Sender): string | null {
  const missing = needs.find((program) => spawnSync(program, ['--version']).error !== undefined);
  if (missing !== undefined) return `${missing} is not installed`;
  if (laravel === true && !fs.existsSync(AUTOLOADER)) return 'BELFRY_LARAVEL_AUTOLOADER names no Laravel';
  return null;
}

/** What the README has in Laravel's `.env`, with this server's values for those that it leaves open. */
async function laravelEnv(dataDir: string, port: string): Promise<Record<string, string>> {
  const main = path.join(ROOT, 'server', 'main.ts');
  const args = [main, 'app', 'list', '--data-dir', dataDir, '--show-secrets', '--json'];
  const [app] = JSON.parse((await run(process.execPath, args)).stdout);
  const own: Record<string, string> = {
    REVERB_APP_ID: app.id,
    REVERB_APP_KEY: app.key,
    REVERB_APP_SECRET: app.secret,
    REVERB_PORT: port,
  };
  const lines = (blockOf({ language: 'ini', mark: /REVERB/ }) ?? '').trim().split('\n');
  return Object.fromEntries(
    lines.map((line) => {
      const [name = '', value = ''] = line.split('=');
      return [name, own[name] ?? value];
    }),
  );
}

it.for(SENDERS)('the README’s sender $name puts a notification into the inbox', async (sender, { skip }) => {
  const code = blockOf(sender);
  expect(code).toBeDefined();
  const lack = lacking(sender);
  if (lack !== null) console.log(`Not run, the README’s sender ${sender.name}: ${lack}.`);
  skip(lack !== null, lack ?? '');

  // As the app embeds it, with the app that it made for itself.
  const server = await startServer({ storedApps: true });
  onTestFinished(() => server.close());
  const file = path.join(server.dataDir, sender.language === 'js' ? 'snippet.mjs' : 'snippet');
  fs.writeFileSync(file, sender.laravel === true ? `<?php\n${code}` : `${code}`);
  const profile = path.join(server.dataDir, '.config', 'Belfry');
  fs.mkdirSync(profile, { recursive: true });
  fs.copyFileSync(path.join(server.dataDir, 'endpoint.json'), path.join(profile, 'endpoint.json'));
  const env = {
    ...process.env,
    HOME: server.dataDir,
    BELFRY_URL: server.url,
    BELFRY_TOKEN: server.tokens.send,
    ...(sender.laravel === true ? await laravelEnv(server.dataDir, new URL(server.url).port) : {}),
  };
  await run(sender.needs[0], sender.laravel === true ? [LARAVEL, AUTOLOADER, file] : [file], { env });

  const headers = { authorization: `Bearer ${server.tokens.inbox}` };
  const inbox = await (await fetch(`${server.url}/api/inbox`, { headers })).json();
  expect(inbox.items).toMatchObject([{ title: sender.title, message: expect.stringMatching(/./) }]);
});
