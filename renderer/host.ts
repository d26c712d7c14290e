import type { Bridge } from '#app/ipc';

declare global {
  interface Window {
    /** Put there by the preload script; nothing but this file touches it. */
    readonly belfry: Bridge;
  }
}

/** The way to the main process. Its calls never reject: a broken transport is a Failure like any other. */
export function connectHost(host: Bridge = window.belfry): Bridge {
  return {
    async call(name, args) {
      try {
        return await host.call(name, args);
      } catch (error) {
        return { ok: false, error: { code: 'internal', message: String(error) } };
      }
    },
    on: (name, listener) => host.on(name, listener),
  };
}
