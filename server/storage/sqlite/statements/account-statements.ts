import type { Statements } from '../../repositories/repositories.ts';

const COLUMNS = 'id, name, email, password, disabled_at, created_at';

export const ACCOUNTS: Statements['accounts'] = {
  all: `SELECT ${COLUMNS} FROM users ORDER BY id`,
  get: `SELECT ${COLUMNS} FROM users WHERE id = ?1`,
  byEmail: `SELECT ${COLUMNS} FROM users WHERE email = ?1`,
  insert: 'INSERT INTO users (name, email, password, created_at) VALUES (?1, ?2, ?3, ?4) RETURNING id',
  setPassword: 'UPDATE users SET password = ?2 WHERE id = ?1',
  setDisabled: 'UPDATE users SET disabled_at = ?2 WHERE id = ?1',
};

export const ACCESS: Statements['access'] = {
  insertToken: `INSERT INTO tokens (user_id, name, hash, abilities, created_at) VALUES (?1, ?2, ?3, ?4, ?5)
    RETURNING id`,
  token: `SELECT tokens.id, user_id, tokens.name, hash, abilities FROM tokens JOIN users ON users.id = user_id
    WHERE tokens.id = ?1 AND disabled_at IS NULL`,
  tokensOf: 'SELECT id, name, abilities, created_at FROM tokens WHERE user_id = ?1 ORDER BY id',
  revokeToken: 'DELETE FROM tokens WHERE id = ?1',
  revokeNamed: 'DELETE FROM tokens WHERE user_id = ?1 AND name = ?2',
  insertEnrolment: 'INSERT INTO enrolments (hash, user_id, created_at, expires_at) VALUES (?1, ?2, ?3, ?4)',
  takeEnrolment: `DELETE FROM enrolments WHERE hash = ?1 AND expires_at > ?2
    AND EXISTS (SELECT 1 FROM users WHERE users.id = enrolments.user_id AND disabled_at IS NULL) RETURNING user_id`,
  purgeEnrolments: 'DELETE FROM enrolments WHERE expires_at <= ?1',
};

export const MEMBERSHIPS: Statements['memberships'] = {
  has: 'SELECT 1 AS found FROM memberships WHERE user_id = ?1 AND kind = ?2 AND object_id = ?3',
  add: 'INSERT INTO memberships (user_id, kind, object_id) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING',
  remove: 'DELETE FROM memberships WHERE user_id = ?1 AND kind = ?2 AND object_id = ?3',
  all: 'SELECT user_id, kind, object_id FROM memberships ORDER BY user_id, kind, object_id',
};

export const APPS: Statements['apps'] = {
  // The order of making; PostgreSQL needs a column for it.
  all: 'SELECT id, key, secret, settings FROM apps ORDER BY rowid',
  insert: 'INSERT INTO apps (id, key, secret, settings) VALUES (?1, ?2, ?3, ?4)',
  update: 'UPDATE apps SET key = ?2, secret = ?3, settings = ?4 WHERE id = ?1',
  remove: 'DELETE FROM apps WHERE id = ?1',
};
