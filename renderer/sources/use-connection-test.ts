import { useState } from 'react';
import { type ConnectionTest, createConnectionTest, type TestState } from '../state/connection-test.ts';
import { useWindowState } from '../state/state.tsx';
import { useStore } from '../state/store.ts';

export interface Tester extends Pick<ConnectionTest, 'run' | 'forget'> {
  readonly state: TestState;
}

export function useConnectionTest(): Tester {
  const { sources } = useWindowState();
  const [test] = useState(() => createConnectionTest(sources));
  return { run: test.run, forget: test.forget, state: useStore(test) };
}
