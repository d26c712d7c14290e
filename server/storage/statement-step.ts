import { type SqlValue, type Statement, Step } from './step.ts';

/** A single statement; its own iterator, as a busy server makes thousands of them a second. */
class Single<T> extends Step<T> implements Iterator<Statement, T, unknown> {
  readonly #statement: Statement;
  readonly #read: (answer: unknown) => T;
  #isAsked = false;

  constructor(statement: Statement, read: (answer: unknown) => T) {
    super(statement.call);
    this.#statement = statement;
    this.#read = read;
  }

  protected override start(): this {
    return this;
  }

  next(answer?: unknown): IteratorResult<Statement, T> {
    if (this.#isAsked) return { done: true, value: this.#read(answer) };
    this.#isAsked = true;
    return { done: false, value: this.#statement };
  }
}

const unchanged = (answer: unknown) => answer as never;
const firstRow = <R>(rows: unknown): R | undefined => (rows as R[])[0];

const firstField =
  <V, E>(otherwise: E) =>
  (rows: unknown): V | E => {
    const row = firstRow<Record<string, V>>(rows);
    return row === undefined ? otherwise : (Object.values(row)[0] as V);
  };

/** Steps of one statement. `call` names the repository's method. */
export const rowsOf = <R>(call: string, sql: string, params: readonly SqlValue[] = []): Step<R[]> =>
  new Single<R[]>({ call, kind: 'all', sql, params }, unchanged);

export const rowOf = <R>(call: string, sql: string, params: readonly SqlValue[] = []): Step<R | undefined> =>
  new Single({ call, kind: 'all', sql, params }, firstRow<R>);

/** One row of one column. */
export const fieldOf = <V, E = undefined>(
  call: string,
  sql: string,
  params: readonly SqlValue[],
  otherwise: E,
): Step<V | E> => new Single({ call, kind: 'all', sql, params }, firstField<V, E>(otherwise));

/** How many rows it changed. */
export const changeOf = (call: string, sql: string, params: readonly SqlValue[] = []): Step<number> =>
  new Single<number>({ call, kind: 'run', sql, params }, unchanged);

/** The row that it wrote (`… RETURNING`). */
export const writtenRowOf = <R>(
  call: string,
  sql: string,
  params: readonly SqlValue[],
): Step<R | undefined> => new Single({ call, kind: 'returning', sql, params }, firstRow<R>);

/** All rows that it wrote, in any order. */
export const writtenRowsOf = <R>(call: string, sql: string, params: readonly SqlValue[]): Step<R[]> =>
  new Single<R[]>({ call, kind: 'returning', sql, params }, unchanged);

/** One column of the row that it wrote. */
export const writtenFieldOf = <V, E = undefined>(
  call: string,
  sql: string,
  params: readonly SqlValue[],
  otherwise: E,
): Step<V | E> => new Single({ call, kind: 'returning', sql, params }, firstField<V, E>(otherwise));

/** Rows up to and with the first that is one too many. */
export const rowsUpTo = <R>(
  call: string,
  isTooMany: (row: R) => boolean,
  sql: string,
  params: readonly SqlValue[],
): Step<R[]> =>
  new Single<R[]>(
    { call, kind: 'upTo', sql, params, isTooMany: isTooMany as (row: unknown) => boolean },
    unchanged,
  );
