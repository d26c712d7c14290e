/** The floor of a sync: rows as SQLite has them, page by page, over bare HTTP. Argument: the file. */
import fs from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { openSqlite } from '../../../../server/storage/sqlite/driver.ts';

const PAGE = 500;
const profile = process.env.BELFRY_PROFILE ?? '';
const db = await openSqlite(process.argv[2] ?? '');

const server = createServer((request, response) => {
  const since = Number(new URL(request.url ?? '', 'http://floor').searchParams.get('after'));
  const rows = db.all<{ revision: number }>(
    'SELECT * FROM notifications WHERE user_id = 1 AND revision > ?1 ORDER BY revision LIMIT ?2',
    [since, PAGE],
  );
  const next = rows.length < PAGE ? null : rows.at(-1)?.revision;
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ changed: rows, next }));
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  const file = path.join(profile, 'endpoint.json');
  fs.writeFileSync(`${file}.part`, JSON.stringify({ url: `http://127.0.0.1:${port}`, token: '' }));
  fs.renameSync(`${file}.part`, file);
});
