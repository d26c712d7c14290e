import { useRef, useState } from 'react';
import type { Result } from '#app/result';
import type { SourceDefinition, SourceSecrets, TestResult } from '#app/sources';
import { useWindowState } from '../state/window.tsx';

/** null: none was made. */
type TestState =
  | Readonly<{ status: 'running' }>
  | Readonly<{ status: 'done'; result: Result<readonly TestResult[]> }>
  | null;

export interface ConnectionTest {
  readonly state: TestState;
  run(definition: SourceDefinition, secrets: SourceSecrets): Promise<void>;
  /** What was tested is no more. */
  forget(): void;
}

export function useConnectionTest(): ConnectionTest {
  const { sources } = useWindowState();
  const [state, setState] = useState<TestState>(null);
  const runs = useRef(0);
  return {
    state,
    async run(definition, secrets) {
      runs.current += 1;
      const run = runs.current;
      setState({ status: 'running' });
      const result = await sources.test(definition, secrets);
      if (run === runs.current) setState({ status: 'done', result });
    },
    forget() {
      runs.current += 1;
      setState(null);
    },
  };
}
