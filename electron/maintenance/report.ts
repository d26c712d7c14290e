import type { Settings } from '#app/rules/settings';
import type { AppStatus } from '#app/state';
import { visibleText } from '#server/rules/text/text';
import { cut } from '../system/text.ts';
import type { Mask } from './mask.ts';

const ERRORS = 20;
/** Length of one error with its stack, in UTF-16 units. */
const ERROR_LIMIT = 2_000;
/** How electron-log begins an entry; lines without this belong to the entry before. */
const ENTRY = /^\[\d{4}-\d\d-\d\d [\d:.]+\] \[(\w+)\]/;

/** The contents of a report, before they are masked. */
export type ReportFacts = Readonly<{
  at: Date;
  versions: Readonly<Record<string, string>>;
  /** Where the app runs from, and on what desktop. */
  places: Readonly<Record<string, string | boolean | null>>;
  status: AppStatus;
  /** Where the backend listens; null while it is away. */
  backend: string | null;
  /** In seconds. */
  uptime: number;
  log: string;
}>;

/** The newest error entries of a log, oldest first. */
export function lastErrors(log: string): readonly string[] {
  const entries: { level: string; lines: string[] }[] = [];
  for (const line of log.split('\n')) {
    const level = ENTRY.exec(line)?.[1];
    if (level !== undefined) entries.push({ level, lines: [line] });
    else entries.at(-1)?.lines.push(line);
  }
  return entries
    .filter(({ level }) => level === 'error')
    .slice(-ERRORS)
    .map(({ lines }) => cut(lines.join('\n').trimEnd(), ERROR_LIMIT));
}

/** Lists become their length, because the user has written their entries. */
function plain(settings: Settings): Readonly<Record<string, unknown>> {
  const entries = Object.entries(settings).map(([name, value]: [string, unknown]) => [
    name,
    typeof value === 'object' && value !== null ? `${Object.keys(value).length} entries` : value,
  ]);
  return Object.fromEntries(entries);
}

/** The diagnostic report, as JSON. It lists states one by one, so it contains no notification and no token. */
export function diagnosticReport(facts: ReportFacts, mask: Mask): string {
  const { status } = facts;
  const report = {
    written: facts.at.toISOString(),
    versions: facts.versions,
    places: facts.places,
    states: {
      uptime: Math.round(facts.uptime),
      connection: status.connection,
      backend: facts.backend,
      storage: status.storage,
      files: status.files.map(({ file, what }) => `${file}: ${what}`),
      tray: status.tray,
      pausedUntil: status.pausedUntil,
      presentingUntil: status.presentingUntil,
      holds: status.holds,
      region: status.region,
      shortcutTroubles: status.shortcutTroubles,
      unread: status.counts.unread,
      sources: Object.keys(status.counts.by_source).length,
      update: status.update,
    },
    settings: plain(status.settings),
    errors: lastErrors(facts.log),
  };
  const masked = (_key: string, value: unknown) => (typeof value === 'string' ? mask(value) : value);
  return `${visibleText(JSON.stringify(report, masked, 2))}\n`;
}
