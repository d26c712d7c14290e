import type { Migration } from '../migrate.ts';

/**
 * Only what a source's list has shown can be missing from it. A Belfry server has listed all of its rows. For a Laravel app it is not
 * known which rows were only broadcast, so its list is read again down to the oldest row that is unread here. Times are milliseconds.
 */
const SQL = `
ALTER TABLE source_ids ADD COLUMN listed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE source_ids ADD COLUMN concluded INTEGER NOT NULL DEFAULT 0;

CREATE INDEX source_ids_expected ON source_ids (user_id, source)
  WHERE listed = 1 AND gone = 0 AND read_at IS NULL;

-- Of a source whose other entries are told with the newest first.
CREATE INDEX outbox_replies ON outbox (user_id, source, seq) WHERE topic = 'reply';

UPDATE source_ids SET listed = 1
  WHERE EXISTS (SELECT 1 FROM sources AS s
    WHERE s.user_id = source_ids.user_id AND s.id = source_ids.source AND s.kind = 'belfry');

UPDATE sources SET cursor = json_set(cursor, '$.created_at', min(
    json_extract(cursor, '$.created_at'),
    (SELECT strftime('%Y-%m-%dT%H:%M:%fZ', coalesce(min(k.created_at), 253402300799000) / 1000.0, 'unixepoch')
     FROM source_ids AS k
     WHERE k.user_id = sources.user_id AND k.source = sources.id AND k.gone = 0 AND k.read_at IS NULL)))
  WHERE kind = 'laravel' AND json_type(cursor, '$.created_at') = 'text';
`;

export const listed: Migration = { version: 110, up: (db) => db.exec(SQL) };
