/** The floor of sends: their rows and counts straight into SQLite, so many in each commit. Arguments: file, milliseconds. */
import { newId, timeOf } from '../../../../server/inbox/ids.ts';
import { toContent } from '../../../../server/senders/content.ts';
import { createNotificationRepository } from '../../../../server/storage/notifications.ts';
import { openSqlite } from '../../../../server/storage/sqlite.ts';
import { createUserRepository } from '../../../../server/storage/users.ts';
import { PARALLEL, REQUEST } from '../load.ts';

const [file = '', ms = ''] = process.argv.slice(2);
const db = await openSqlite(file);
const users = createUserRepository(db);
const notifications = createNotificationRepository(db);
const user = users.first();
if (user === undefined) throw new Error('the database has no user');
const { id: userId } = user;
let { revision } = user;

function insert(): void {
  const id = newId();
  revision += 1;
  users.advance(userId, { unread: 1, shown: 1 });
  users.countSource(userId, 'local', 1);
  const at = timeOf(id);
  const times = { created_at: at, updated_at: at, read_at: null, archived_at: null, occurrences: 1 };
  notifications.insert({ ...toContent(REQUEST), ...times, id, user_id: userId, revision });
}

const begin = performance.now();
let done = 0;
while (performance.now() < begin + Number(ms)) {
  db.exec('BEGIN IMMEDIATE');
  for (let one = 0; one < PARALLEL; one += 1) insert();
  db.exec('COMMIT');
  done += PARALLEL;
}
console.log(JSON.stringify({ perSecond: (done * 1_000) / (performance.now() - begin) }));
db.close();
