/** The floor of sends: writes their rows and counts straight into SQLite, several in each commit. Arguments: file, milliseconds. */

import { openInbox } from '../bare-inbox.ts';
import { PARALLEL, REQUEST } from '../load.ts';

const [file = '', ms = ''] = process.argv.slice(2);
const inbox = await openInbox(file);

const begin = performance.now();
let done = 0;
while (performance.now() < begin + Number(ms)) {
  inbox.db.exec('BEGIN IMMEDIATE');
  for (let one = 0; one < PARALLEL; one += 1) inbox.insert([REQUEST]);
  inbox.db.exec('COMMIT');
  done += PARALLEL;
}
console.log(JSON.stringify({ perSecond: (done * 1_000) / (performance.now() - begin) }));
inbox.db.close();
