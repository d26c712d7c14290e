import type { GlobalShortcut } from 'electron';
import type { Failure, FailureCode } from '#app/result';
import { createSignal } from '../system/signal.ts';

/** How often a shortcut that another program has is tried again, in milliseconds: no event says that it is free. */
const TRY_EVERY = 30_000;

export interface Shortcuts {
  /** Replaces the shortcut; empty: none. If the new one is refused, the old one stays. */
  set(accelerator: string): Failure | null;
  /** As `set`, but a shortcut that another program has is tried again until it works or another one is set. */
  want(accelerator: string): Failure | null;
  /** Why the wanted shortcut does not work; null: it works, or none is wanted. */
  trouble(): FailureCode | null;
  /** Tries again now, if the shortcut does not work. */
  retry(): void;
  /** @returns its unsubscribe */
  onPress(listener: () => void): () => void;
  /** It works now, or no longer. @returns its unsubscribe */
  onChange(listener: () => void): () => void;
  dispose(): void;
}

/** The one global shortcut. */
export function createShortcuts(deps: {
  globalShortcut: Pick<GlobalShortcut, 'register' | 'unregister'>;
}): Shortcuts {
  const pressed = createSignal();
  const changed = createSignal();
  let active = '';
  let wanted = '';
  let refused: Failure | null = null;
  let timer: NodeJS.Timeout | undefined;

  function register(accelerator: string): Failure | null {
    if (accelerator === '' || accelerator === active) return null;
    try {
      if (deps.globalShortcut.register(accelerator, pressed.emit)) return null;
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
    if (failure?.code !== before) changed.emit();
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
    onPress: pressed.on,
    onChange: changed.on,
    dispose() {
      clearTimeout(timer);
      use('');
    },
  };
}
