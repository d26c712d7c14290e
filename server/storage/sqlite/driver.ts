import { AppError } from '../../errors.ts';

export type Driver = 'better-sqlite3' | 'libsql';

/** No booleans (libsql aborts the process on them), no BLOBs. */
export type SqlValue = string | number | null;

/** What both drivers have in common. Parameters are numbered: ?1, ?2. Statements are prepared once per text. */
export interface Sqlite {
  /** Rows as objects. The caller names their type; STRICT tables guarantee it. */
  all<R>(sql: string, params?: readonly SqlValue[]): R[];
  one<R>(sql: string, params?: readonly SqlValue[]): R | undefined;
  /** Like `all`, up to and including the first row that is one too many. Later rows are not read. */
  upTo<R>(isTooMany: (row: R) => boolean, sql: string, params?: readonly SqlValue[]): R[];
  /** @returns how many rows it changed */
  run(sql: string, params?: readonly SqlValue[]): number;
  /** One or more statements without parameters. */
  exec(sql: string): void;
  /** Idempotent. Never throws, because what was committed is on disk already. */
  close(): void;
  /** Changes whenever another connection, such as the command line's, has changed the database. */
  version(): number;
}

interface NativeStatement {
  all(params: object): unknown[];
  iterate(params: object): Iterable<unknown>;
  run(params: object): { changes: number };
}
interface NativeDatabase {
  prepare(sql: string): NativeStatement;
  exec(sql: string): unknown;
  close(): unknown;
}
/** How a driver expects numbered parameters. */
type Bind = (params: readonly SqlValue[]) => object;

/** better-sqlite3 13 crashes on a runtime below this Node-API. */
const NODE_API_NEEDED = 10;

/** Codes that mean a bug here, not a fault of the disk. */
const OWN_FAULTS = /^SQLITE_(CONSTRAINT|ERROR|MISUSE|RANGE|MISMATCH|TOOBIG)/;

const PRAGMAS = `
  PRAGMA busy_timeout = 5000;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA foreign_keys = ON;
`;

export const defaultDriver = (): Driver =>
  Number(process.versions.napi) >= NODE_API_NEEDED ? 'better-sqlite3' : 'libsql';

async function openNative(driver: Driver, file: string): Promise<{ native: NativeDatabase; bind: Bind }> {
  switch (driver) {
    case 'better-sqlite3': {
      const { default: Database } = await import('better-sqlite3');
      // This driver treats a numbered parameter as a named one, with the number as its name.
      const bind: Bind = (params) => {
        const named: Record<number, SqlValue> = {};
        for (const [index, value] of params.entries()) named[index + 1] = value;
        return named;
      };
      return { native: new Database(file), bind };
    }
    case 'libsql': {
      const { default: Database } = await import('libsql');
      return { native: new Database(file), bind: (params) => params };
    }
    default:
      return driver satisfies never;
  }
}

/** SQLite's code for a full or broken disk, or a locked or damaged file; null for anything else, including bugs here. */
export function faultOf(error: unknown): string | null {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && code.startsWith('SQLITE_') && !OWN_FAULTS.test(code) ? code : null;
}

/**
 * @param onFault called with SQLite's code for each failure of the disk
 * @throws AppError `storage_failed` when the file cannot be opened or is not a database; its cause has SQLite's code
 */
export async function openSqlite(
  file: string,
  driver: Driver = defaultDriver(),
  onFault: (code: string) => void = () => {},
): Promise<Sqlite> {
  let native: NativeDatabase;
  let bind: Bind;
  try {
    ({ native, bind } = await openNative(driver, file));
    native.exec(PRAGMAS);
  } catch (error) {
    throw new AppError('storage_failed', `cannot open the database ${file}`, { cause: error });
  }
  let open = true;
  const statements = new Map<string, NativeStatement>();

  function guarded<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      const code = faultOf(error);
      if (code === null) throw error;
      onFault(code);
      throw new AppError('storage_failed', code, { cause: error });
    }
  }
  function prepared(sql: string): NativeStatement {
    let statement = statements.get(sql);
    if (statement === undefined) {
      statement = native.prepare(sql);
      statements.set(sql, statement);
    }
    return statement;
  }
  const all = <R>(sql: string, params: readonly SqlValue[] = []): R[] =>
    guarded(() => prepared(sql).all(bind(params)) as R[]);

  return {
    all,
    upTo: <R>(isTooMany: (row: R) => boolean, sql: string, params: readonly SqlValue[] = []) =>
      guarded(() => {
        const rows: R[] = [];
        for (const row of prepared(sql).iterate(bind(params)) as Iterable<R>) {
          rows.push(row);
          if (isTooMany(row)) break;
        }
        return rows;
      }),
    one: <R>(sql: string, params?: readonly SqlValue[]) => all<R>(sql, params)[0],
    run: (sql, params = []) => guarded(() => prepared(sql).run(bind(params)).changes),
    version: () => all<{ data_version: number }>('PRAGMA data_version')[0]?.data_version ?? 0,
    exec: (sql) => guarded(() => void native.exec(sql)),
    close() {
      if (!open) return;
      open = false;
      statements.clear();
      try {
        // libsql keeps the file open until its statements are collected, so it never empties the log by itself.
        native.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      } catch {
        // Everything is in the log on disk; the next start reads it from there.
      }
      native.close();
    },
  };
}
