/** What became of the actions that a notification's sender offers (`content/actions.ts`), once somebody has pressed them. */
import { readActions, type SenderAction } from './content/actions.ts';
import type { Refusal } from './refusals.ts';

/** Under this name the outbox has the requests of all sources: none of them waits for its source, or for a reply. */
export const REQUESTS = 'requests';

/**
 * `running`: it is on disk, and not finished yet. `done`: an `http` request was answered with success, or an `event` is with its
 * sender's server. `failed`: it will not be tried again unless somebody asks for that.
 */
export const RUN_STATES = ['running', 'done', 'failed'] as const;
export type RunState = (typeof RUN_STATES)[number];

/** `at`: since when, ISO 8601. `reason`: of what has failed. */
export type Run = Readonly<{ action: string; state: RunState; at: string; reason?: Refusal | undefined }>;

/** A run as any server gives it: a state of a later version counts as none. */
type GivenRun = Omit<Run, 'state'> & Readonly<{ state: string }>;

type Row = Readonly<{
  actions?: readonly object[] | undefined;
  runs?: readonly GivenRun[] | undefined;
}>;

/** The latest run of an action; null: nobody has pressed it. */
export function runOf({ runs = [] }: Pick<Row, 'runs'>, action: string): Run | null {
  const found = runs.find((run) => run.action === action);
  const state = RUN_STATES.find((one) => one === found?.state);
  return found === undefined || state === undefined ? null : { ...found, state };
}

/** The actions that a row offers; those of a later version are left out. */
export const offeredActions = ({ actions = [] }: Row): readonly SenderAction[] => readActions(actions);

/** Those whose press does anything now. */
export const pressableActions = (row: Row): readonly SenderAction[] =>
  offeredActions(row).filter((action) => isPressable(row, action));

/** Whether pressing it does anything: what was done is not done twice. */
export const isPressable = (row: Pick<Row, 'runs'>, { id, kind }: SenderAction): boolean => {
  if (kind === 'open' || kind === 'copy') return true;
  const state = runOf(row, id)?.state;
  return state === undefined || state === 'failed';
};
