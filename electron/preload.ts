import { contextBridge, ipcRenderer } from 'electron';
import type { Bridge } from '#app/ipc';
import { CALL_CHANNEL, PUSH_CHANNEL } from '#app/ipc-channels';

const bridge: Bridge = {
  call: (name, args) => ipcRenderer.invoke(CALL_CHANNEL, name, args),
  on(name, listener) {
    const receive = (_event: unknown, pushed: string, payload: unknown): void => {
      if (pushed === name) listener(payload as Parameters<typeof listener>[0]);
    };
    ipcRenderer.on(PUSH_CHANNEL, receive);
    return () => ipcRenderer.off(PUSH_CHANNEL, receive);
  },
};

contextBridge.exposeInMainWorld('belfry', bridge);
