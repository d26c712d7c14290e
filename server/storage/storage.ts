export type { MuteChange, MuteRow, RuleRow, SavedFilterRow } from './decision-ports.ts';
export { filterItemOf } from './filter-item.ts';
export { pageOf } from './page.ts';
export { type NewBatch, NOBODY, type Work } from './ports.ts';
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
export { isTold, type TopicPlan, topicPlans } from './topics.ts';
