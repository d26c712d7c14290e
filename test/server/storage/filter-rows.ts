/** An inbox of random rows, and random filters of which some find some of them. */
import { type Filter, type FilterItem, parseFilter } from '#server/rules/filter/filter';
import type { Sqlite } from '../../../server/storage/sqlite/driver.ts';
import { mulberry32 } from '../../support/random.ts';

export const NOW = Date.UTC(2026, 10, 30, 12);
const DAY = 86_400_000;

/** What texts are made of: scripts, accents in both forms, emoji, marks, digits, what looks like syntax. */
const PIECES = [
  ...[
    'disk',
    'Disk',
    'DISKS',
    'disk-full',
    'deploy',
    'deployment',
    'Deployed',
    'build',
    'db-2',
    'x',
    '7',
    '42',
    '4711-b',
  ],
  ...[
    'Größe',
    'grosse',
    'Straße',
    'STRASSE',
    'café',
    'cafe\u0301',
    'Ångström',
    'İstanbul',
    'ISTANBUL',
    'ﬁnal',
    'final',
    '½',
  ],
  ...[
    'Σας',
    'ΣΑΣ',
    'пожар',
    'ПОЖАР',
    'שלום',
    'مرحبا',
    'हिन्दी',
    '部署失败',
    '部',
    '失敗した',
    'がんばれ',
    'สวัสดี',
    '한국어',
    '한',
  ],
  ...[
    '🎉',
    '👩‍💻',
    '✅',
    '\u0301',
    'a\u0301\u0302b',
    '"',
    '""',
    '-',
    'NOT',
    'OR',
    'title:disk',
    '*',
    '\uE000',
    'u1',
    'p3',
    'link',
  ],
  ...[
    'ada',
    'Ada Lovelace',
    'prod',
    'on call',
    'App\\Notifications\\OrderShipped',
    'order.shipped',
    'x'.repeat(70),
  ],
];
const SPACES = [' ', ' ', ' ', '', ', ', '\n', '-', ' … '];
const SOURCES = ['local', 's-1', 'app:7'];

export type Row = FilterItem & Readonly<{ id: string; purged_at: number | null; surfaced_at: number }>;

export function createRandom(seed: number) {
  const random = mulberry32(seed);
  const upTo = (limit: number): number => Math.floor(random() * limit);
  const chance = (share: number): boolean => random() < share;
  const pick = <T>(list: readonly T[]): T => list[upTo(list.length)] as T;
  const noise = (): string =>
    Array.from({ length: upTo(6) }, () => String.fromCodePoint(chance(0.5) ? upTo(0x3000) : upTo(0x20000)))
      .join('')
      .replace(/[\0\p{Cs}]/gu, '');
  const piece = (): string => (chance(0.05) ? noise() : pick(PIECES));
  const text = (words: number): string =>
    Array.from({ length: upTo(words + 1) }, () => piece() + pick(SPACES)).join('');
  return { upTo, chance, pick, piece, text };
}
type Random = ReturnType<typeof createRandom>;

function randomRow({ upTo, chance, pick, piece, text }: Random, number: number): Row {
  const created_at = NOW - upTo(60 * DAY);
  const since = (share: number) => (chance(share) ? created_at + upTo(DAY) : null);
  const list = (share: number) => (chance(share) ? [{}] : []);
  const deleted_at = since(0.1);
  // Mostly where it was sent; some came to the top later, a few stand below.
  const aside = chance(0.8) ? upTo(1_000) : chance(0.8) ? upTo(5 * DAY) : -upTo(DAY);
  return {
    ...{ id: `id-${number}`, title: text(5), message: text(chance(0.01) ? 2_000 : 8), type: piece() || 'x' },
    ...{ sender: chance(0.5) ? text(2) : null, tags: Array.from({ length: upTo(3) }, piece) },
    ...{ priority: 1 + upTo(5), url: chance(0.3) ? 'https://a.example' : null, source: pick(SOURCES) },
    ...{
      attachments: list(0.1),
      actions: list(0.1),
      created_at,
      surfaced_at: (created_at + aside) * 1_000 + (number % 1_000),
    },
    ...{ read_at: since(0.4), archived_at: since(0.2), saved_at: since(0.1), snoozed_until: since(0.1) },
    ...{
      muted_at: since(0.1),
      insists_until: since(0.1),
      deleted_at,
      purged_at: deleted_at !== null && chance(0.3) ? deleted_at : null,
    },
  };
}

export const randomRows = (random: Random, count: number): readonly Row[] =>
  Array.from({ length: count }, (_, number) => randomRow(random, number));

function randomTerm({ upTo, chance, pick, piece, text }: Random): string {
  const quoted = (words: string): string => `"${words.replaceAll('"', '')}"`;
  const value = (): string => (chance(0.5) ? quoted(piece()) : piece().replace(/\s/g, ''));
  const bare = (): string => {
    const whole = piece();
    return chance(0.5) ? whole : [...whole].slice(0, 1 + upTo(4)).join('');
  };
  const date = (): string =>
    chance(0.5)
      ? new Date(NOW - upTo(60 * DAY)).toISOString().slice(0, 10)
      : `${upTo(60)}${pick(['h', 'd', 'w'])}`;
  const least = 1 + upTo(5);
  return pick([
    bare,
    bare,
    bare,
    () => quoted(text(2)),
    () => `type:${value()}`,
    () => `from:${value()}`,
    () => `tag:${value()}`,
    () => `source:${pick(SOURCES)}`,
    () => `is:${pick(['unread', 'read', 'saved', 'snoozed', 'done', 'deleted', 'muted'])}`,
    () => `has:${pick(['attachment', 'link', 'action'])}`,
    () => `priority:${least}..${least + upTo(6 - least)}`,
    () => `before:${date()}`,
    () => `after:${date()}`,
  ])();
}

export const randomFilter = (random: Random): Filter =>
  parseFilter(
    Array.from(
      { length: 1 + random.upTo(3) },
      () => (random.chance(0.25) ? '-' : '') + randomTerm(random),
    ).join(' '),
  ).filter;

const COLUMNS = [
  ...[
    'id',
    'title',
    'message',
    'type',
    'sender',
    'tags',
    'priority',
    'url',
    'source',
    'attachments',
    'actions',
  ],
  ...[
    'created_at',
    'surfaced_at',
    'read_at',
    'archived_at',
    'saved_at',
    'snoozed_until',
    'muted_at',
    'deleted_at',
  ],
  'purged_at',
] as const;

/** Puts rows into the inbox of a user, past all rules. */
export function insertRows(db: Sqlite, userId: number, rows: readonly Row[]): void {
  const names = [
    ...COLUMNS,
    'user_id',
    'data',
    'revision',
    'created_revision',
    'sent_revision',
    'updated_at',
  ];
  const sql = `INSERT INTO notifications (${names.join(', ')}) VALUES (${names.map((_, at) => `?${at + 1}`).join(', ')})`;
  db.exec('BEGIN');
  for (const row of rows) {
    const values = COLUMNS.map((name) => {
      const value = row[name as keyof Row];
      return typeof value === 'object' && value !== null ? JSON.stringify(value) : (value ?? null);
    });
    db.run(sql, [...(values as string[]), userId, '{}', 1, 1, 1, row.created_at]);
  }
  db.exec('COMMIT');
}
