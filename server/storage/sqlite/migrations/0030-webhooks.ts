import type { Migration } from '../migrate.ts';

/** Requests to webhooks: pending ones, and, without their bodies, finished ones. */
const SQL = `
CREATE TABLE deliveries (
  id INTEGER PRIMARY KEY,
  -- Without a reference to apps: what was told about a removed app stays readable.
  app_id TEXT NOT NULL,
  url TEXT NOT NULL,
  -- The bytes that are signed; empty once it is over.
  body TEXT NOT NULL,
  -- How many of each kind of event, as JSON.
  events TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'delivered', 'failed')),
  attempts INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  -- Of the next attempt; null once it is over.
  next_at INTEGER,
  last_status INTEGER,
  last_error TEXT
) STRICT;
CREATE INDEX deliveries_pending ON deliveries (id) WHERE state = 'pending';
CREATE INDEX deliveries_over ON deliveries (app_id, id) WHERE state <> 'pending';
CREATE INDEX deliveries_by_app ON deliveries (app_id, id);
CREATE INDEX deliveries_by_age ON deliveries (created_at) WHERE state <> 'pending';
`;

export const webhooks: Migration = { version: 30, up: (db) => db.exec(SQL) };
