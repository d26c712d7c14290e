/** The floor of a catch-up: pages over bare HTTP, their rows straight into SQLite, one commit a page. Arguments: file, URL, pages. */
import http from 'node:http';
import { newId, timeOf } from '../../../../server/inbox/ids.ts';
import { toContent } from '../../../../server/senders/content.ts';
import { createNotificationRepository } from '../../../../server/storage/notifications.ts';
import { openSqlite } from '../../../../server/storage/sqlite.ts';
import { createUserRepository } from '../../../../server/storage/users.ts';

/** As a team server has it, or as a Laravel app. */
type Row = Readonly<{
  title?: string;
  message?: string;
  type: string;
  data: Readonly<Record<string, unknown>>;
}>;

const [file = '', url = '', pages = ''] = process.argv.slice(2);
const db = await openSqlite(file);
const users = createUserRepository(db);
const notifications = createNotificationRepository(db);
const user = users.first();
if (user === undefined) throw new Error('the database has no user');
const { id: userId } = user;
let { revision } = user;
const agent = new http.Agent({ keepAlive: true });

const get = (page: number): Promise<string> =>
  new Promise((resolve, reject) => {
    http
      .get(`${url}/${page}`, { agent }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => resolve(Buffer.concat(chunks).toString()));
      })
      .on('error', reject);
  });

function insert({ title, message, type, data }: Row): void {
  const id = newId();
  const created_at = timeOf(id);
  const content = toContent({ title: title ?? type, message: message ?? String(data.message), type, data });
  const times = { created_at, updated_at: created_at, read_at: null, archived_at: null, occurrences: 1 };
  notifications.insert({ ...content, ...times, id, user_id: userId, revision });
}

const begin = performance.now();
for (let page = 0; page < Number(pages); page += 1) {
  const { changed, notifications: listed } = JSON.parse(await get(page)) as Record<string, readonly Row[]>;
  const rows = changed ?? listed ?? [];
  db.exec('BEGIN IMMEDIATE');
  revision += 1;
  rows.forEach(insert);
  users.advance(userId, { unread: rows.length, shown: rows.length });
  users.countSource(userId, 'local', rows.length);
  db.exec('COMMIT');
}
console.log(JSON.stringify({ ms: performance.now() - begin, unread: users.get(userId)?.unread }));
agent.destroy();
db.close();
