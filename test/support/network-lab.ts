/** A main process with nothing but the network and encryption in it, for `test/e2e/network.spec.ts` to ask. */
import { app, net, safeStorage, session } from 'electron';
import { createNetwork } from '../../electron/network/choose-stack.ts';
import type { Network } from '../../electron/network/network.ts';
import { createHttp, type HttpAnswer } from '../../electron/sources/http/request.ts';
import { TroubleError, troubleOf } from '../../electron/sources/trouble.ts';
import { createEncryption } from '../../electron/sources/vault/safe-storage.ts';

/** `chromium`: as on systems other than Linux. Without `net.WebSocket`, it has none. */
type StackName = 'node' | 'chromium';
export type Outcome = Partial<HttpAnswer> & Readonly<{ trouble?: string; detail?: string }>;

export interface Lab {
  /** Of each stack's own session. */
  setProxy(stack: StackName, config: Electron.ProxyConfig): Promise<void>;
  routes(url: string): Promise<unknown>;
  get(stack: StackName, url: string, headers?: Record<string, string>): Promise<Outcome>;
  post(stack: StackName, url: string, body: string): Promise<Outcome>;
  /** What the server sends first, or the trouble. */
  listen(url: string): Promise<Outcome>;
  encryption(): Promise<Readonly<{ available: boolean; backend: string }>>;
}

const sessionOf = (stack: StackName) => session.fromPartition(`lab-${stack}`);

function createLab(): Lab {
  const env = process.env;
  const log = (message: string): void => void process.stderr.write(`${message}\n`);
  const networkOf = (stack: StackName): Network =>
    stack === 'node'
      ? createNetwork({ net, session: () => sessionOf(stack), platform: 'linux', env, log })
      : createNetwork({
          net: { request: net.request, WebSocket: net.WebSocket ?? class {} },
          session: () => sessionOf(stack),
          platform: 'win32',
          env,
          log,
        });
  const networks = { node: networkOf('node'), chromium: networkOf('chromium') };
  const outcome = async (work: Promise<Outcome>): Promise<Outcome> => {
    try {
      return await work;
    } catch (error) {
      if (!(error instanceof TroubleError)) return { trouble: 'none', detail: String(error) };
      return { trouble: error.trouble, detail: error.message };
    }
  };
  return {
    setProxy: (stack, config) => sessionOf(stack).setProxy(config),
    routes: (url) => networks.node.routes(url),
    get: (stack, url, headers = {}) =>
      outcome(createHttp(networks[stack]).request(url, { method: 'GET', headers, timeoutMs: 3_000 })),
    post: (stack, url, body) =>
      outcome(createHttp(networks[stack]).request(url, { method: 'POST', body, timeoutMs: 3_000 })),
    listen: (url) =>
      new Promise((resolve) => {
        const socket = networks.node.socket(url);
        const tell = (error: unknown): void => {
          const { trouble, message } = troubleOf(error);
          resolve({ trouble, detail: message });
        };
        socket.onmessage = ({ data }) => {
          resolve({ body: String(data) });
          socket.close();
        };
        socket.onerror = ({ error }) => tell(error);
        socket.onclose = ({ code }) => tell(`closed with ${code}`);
      }),
    async encryption() {
      const backend = safeStorage.getSelectedStorageBackend();
      return { available: await createEncryption(safeStorage).available(), backend };
    },
  };
}

void app.whenReady().then(() => Object.assign(globalThis, { lab: createLab() }));
