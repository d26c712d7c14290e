import type { Failure, Result } from '#app/result';
import type { SourceDefinition, SourceSecrets } from '#app/source-definition';
import type { TestResult, TestStep } from '#app/source-view';
import type { Sources } from './sources.ts';
import { createStore, type Readable } from './store.ts';

/** null: no test was made. */
export type TestState =
  | Readonly<{ status: 'running' }>
  | Readonly<{ status: 'done'; result: Result<readonly TestResult[]> }>
  | null;

/** The connection test of one source or form. */
export interface ConnectionTest extends Readable<TestState> {
  run(definition: SourceDefinition, secrets: SourceSecrets): Promise<void>;
  /** Drops the result; an answer still on its way is ignored. */
  forget(): void;
}

export function createConnectionTest(sources: Pick<Sources, 'test'>): ConnectionTest {
  const store = createStore<TestState>(null);
  let runs = 0;
  return {
    get: store.get,
    subscribe: store.subscribe,
    async run(definition, secrets) {
      runs += 1;
      const run = runs;
      store.set({ status: 'running' });
      const result = await sources.test(definition, secrets);
      if (run === runs) store.set({ status: 'done', result });
    },
    forget() {
      runs += 1;
      store.set(null);
    },
  };
}

/** `partly`: what could be tested works, and something was skipped on purpose. */
export type TestSummary =
  | Readonly<{ kind: 'running' | 'works' | 'partly' }>
  | Readonly<{ kind: 'broken'; step: TestStep }>
  | Readonly<{ kind: 'failed'; error: Failure }>;

export function summaryOf(state: NonNullable<TestState>): TestSummary {
  if (state.status === 'running') return { kind: 'running' };
  const { result } = state;
  if (!result.ok) return { kind: 'failed', error: result.error };
  const broken = result.value.find(({ outcome }) => outcome === 'failed');
  if (broken !== undefined) return { kind: 'broken', step: broken.step };
  // A step that this kind does not have has no detail; a skipped one says why.
  const isWhole = result.value.every(({ outcome, detail }) => outcome === 'ok' || detail === null);
  return { kind: isWhole ? 'works' : 'partly' };
}
