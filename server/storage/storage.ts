export type { MuteChange, MuteRow, RuleRow, SavedFilterRow } from './decision-ports.ts';
export { DUE_CHANGES, type DueChange } from './due-ports.ts';
export { dueTimes, isOver } from './due-times.ts';
export { filterItemOf } from './filter-item.ts';
export { pageOf } from './page.ts';
export { NOBODY, type Work } from './ports.ts';
export { newId, STATE_COLUMNS, WIPED, wholeRow } from './row-columns.ts';
export * from './rows.ts';
export {
  backUp,
  DATABASE_FILE,
  type Database as Storage,
  type Driver,
  isDamaged,
  lockFolder,
  type MakeEngine,
  markSuspect,
  openDatabase as openStorage,
  quarantine,
  salvage,
  watchDatabase,
  watchStorage,
} from './sqlite/sqlite.ts';
export { type Step, type Steps, steps, type Unit } from './step.ts';
export { fromStored, storedPhrases, toStored } from './stored-fields.ts';
export { isTold, SNOOZES, type TopicPlan, topicPlans } from './topics.ts';
