/** A team server in a separate process, with one more user. */
import type { BelfrySource } from '#app/source-definition';
import type { SignedIn } from '#server/account';
import type { ListPage, SyncPage } from '#server/inbox';
import { startTeamServer } from '../../support/team-server.ts';
import { REQUEST } from '../app/load.ts';
import { createAsk, type Page, type Upstream } from './upstream.ts';

const AT_ONCE = 50;

async function signIn(url: string, code: string): Promise<SignedIn> {
  const answer = await fetch(`${url}/api/session/enroll`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code, device: 'bench' }),
  });
  if (answer.status !== 201) throw new Error(await answer.text());
  return (await answer.json()) as SignedIn;
}

export async function startTeam(): Promise<Upstream> {
  const team = await startTeamServer();
  const { user, token } = await signIn(team.url, await team.enrol('ana@team.example'));
  const { ask, end } = createAsk(team.url, token);
  const source: BelfrySource = {
    ...{ id: 's-team', name: 'Team', colour: 'blue', enabled: true, kind: 'belfry' },
    url: team.url,
  };
  let level = '';

  return {
    definition: source,
    token,
    async miss(count) {
      const { body } = await ask('/api/inbox?limit=1', (page: ListPage) => page.items);
      const { epoch, revision } = JSON.parse(body) as ListPage;
      level = `epoch=${epoch}&since=${revision}`;
      let sent = 0;
      async function sendOn(): Promise<void> {
        while (sent < count) {
          sent += 1;
          await team.send(user.id, { ...REQUEST, title: `${REQUEST.title}, number ${sent}` });
        }
      }
      await Promise.all(Array.from({ length: AT_ONCE }, sendOn));
    },
    async pages() {
      const pages: Page[] = [];
      for (let next: string | null = ''; next !== null; ) {
        const page = await ask(`/api/inbox/sync?${level}${next}`, ({ changed }: SyncPage) => changed);
        pages.push(page);
        const after = (JSON.parse(page.body) as SyncPage).next;
        next = after === null ? null : `&after=${encodeURIComponent(after)}`;
      }
      return pages;
    },
    async stop() {
      end();
      await team.stop();
    },
  };
}
