import type { GlobalShortcut } from 'electron';
import type { Failure, FailureCode } from '#app/result';

/** How often one that another program has is tried again, in milliseconds: nobody tells when it lets go. */
const TRY_EVERY = 30_000;

export interface Shortcuts {
  /** Registers instead of the one before; empty: none. A refused one leaves the one before in force. */
  set(accelerator: string): Failure | null;
  /** The one of the settings: if another program has it, it is tried again, until it works or another one is set. */
  want(accelerator: string): Failure | null;
  /** Why the one that is wanted does not work; null: it does, or none is wanted. */
  trouble(): FailureCode | null;
  /** Tries now, if it does not work. */
  retry(): void;
  dispose(): void;
}

/** The one global shortcut. */
export function createShortcuts(deps: {
  globalShortcut: Pick<GlobalShortcut, 'register' | 'unregister'>;
  onPress: () => void;
  /** It works now, or does not any more. */
  onChange: () => void;
}): Shortcuts {
  let active = '';
  let wanted = '';
  let refused: Failure | null = null;
  let timer: NodeJS.Timeout | undefined;

  function register(accelerator: string): Failure | null {
    if (accelerator === '' || accelerator === active) return null;
    try {
      if (deps.globalShortcut.register(accelerator, deps.onPress)) return null;
    } catch {
      return { code: 'shortcut_invalid' };
    }
    return { code: 'shortcut_taken' };
  }

  function use(accelerator: string): void {
    if (active !== '' && active !== accelerator) deps.globalShortcut.unregister(active);
    active = accelerator;
  }

  function settle(failure: Failure | null): void {
    const before = refused?.code;
    refused = failure;
    clearTimeout(timer);
    if (failure?.code === 'shortcut_taken') timer = setTimeout(retry, TRY_EVERY);
    if (failure?.code !== before) deps.onChange();
  }

  function want(accelerator: string): Failure | null {
    const failure = register(accelerator);
    wanted = accelerator;
    use(failure === null ? accelerator : '');
    settle(failure);
    return failure;
  }

  function retry(): void {
    if (refused !== null) want(wanted);
  }

  return {
    set(accelerator) {
      const failure = register(accelerator);
      if (failure !== null) return failure;
      wanted = accelerator;
      use(accelerator);
      settle(null);
      return null;
    },
    want,
    trouble: () => refused?.code ?? null,
    retry,
    dispose() {
      clearTimeout(timer);
      use('');
    },
  };
}
