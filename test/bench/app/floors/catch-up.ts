/** The floor of a catch-up: pages over bare HTTP, their rows straight into SQLite, one commit a page. Arguments: file, URL, pages. */
import http from 'node:http';
import { openInbox } from '../bare-inbox.ts';

/** As a team server has it, or as a Laravel app. */
type Row = Readonly<{
  title?: string;
  message?: string;
  type: string;
  data: Readonly<Record<string, unknown>>;
}>;

const [file = '', url = '', pages = ''] = process.argv.slice(2);
const inbox = await openInbox(file);
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

const rowOf = ({ title, message, type, data }: Row) => ({
  title: title ?? type,
  message: message ?? String(data.message),
  type,
  data,
});

const begin = performance.now();
for (let page = 0; page < Number(pages); page += 1) {
  const { changed, notifications: listed } = JSON.parse(await get(page)) as Record<string, readonly Row[]>;
  const rows = changed ?? listed ?? [];
  inbox.db.exec('BEGIN IMMEDIATE');
  inbox.insert(rows.map(rowOf));
  inbox.db.exec('COMMIT');
}
console.log(JSON.stringify({ ms: performance.now() - begin, unread: inbox.unread() }));
agent.destroy();
inbox.db.close();
