import type { Bridge } from '#app/ipc';
import type { RuleTask } from '#app/state';
import { createStore, type Readable } from '../store.ts';

/** An open editor. `key` is also the id of its form. */
export type OpenRule = Readonly<{ key: string; task: RuleTask }>;

/** The open editors of rules; the last one is in front. Those with unsaved text wait behind it. */
export interface RuleTasks extends Readable<readonly OpenRule[]> {
  open(task: RuleTask): void;
  close(key: string): void;
}

const keyOf = (task: RuleTask, count: number): string =>
  'id' in task ? `rule-${task.id}` : `new-rule-${count}`;

export function createRuleTasks(bridge: Bridge, dirty: Readable<ReadonlySet<string>>): RuleTasks {
  const store = createStore<readonly OpenRule[]>([]);
  let count = 0;

  function open(task: RuleTask): void {
    count += 1;
    const key = keyOf(task, count);
    const behind = store.get().filter((each) => each.key !== key && dirty.get().has(each.key));
    store.set([...behind, { key, task }]);
  }

  bridge.on('navigate', ({ rule }) => {
    if (rule !== undefined) open(rule);
  });

  return {
    get: store.get,
    subscribe: store.subscribe,
    open,
    close: (key) => store.set(store.get().filter((each) => each.key !== key)),
  };
}
