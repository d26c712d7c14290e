import { useState } from 'react';
import {
  type ConnectionTest,
  createConnectionTest,
  type TestState,
  useStore,
  useWindowState,
} from '../state/state.tsx';

export interface Tester extends Pick<ConnectionTest, 'run' | 'forget'> {
  readonly state: TestState;
}

export function useConnectionTest(): Tester {
  const { sources } = useWindowState();
  const [test] = useState(() => createConnectionTest(sources));
  return { run: test.run, forget: test.forget, state: useStore(test) };
}
