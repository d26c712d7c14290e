/** The part of node-x11 that is used; it brings no types. https://github.com/sidorares/node-x11 */
declare module 'x11' {
  import type { EventEmitter } from 'node:events';
  import type { Duplex } from 'node:stream';

  /** `data` and `message_type` are those of a ClientMessage. */
  export type XEvent = Readonly<{
    name: string;
    wid: number;
    data?: readonly number[];
    message_type?: number;
  }>;
  export type XDisplay = Readonly<{ screen: readonly Readonly<{ root: number; root_visual: number }>[] }>;
  export type Values = Readonly<{ eventMask?: number; backgroundPixel?: number; overrideRedirect?: number }>;
  type Answer<T> = (error: Error | null | undefined, answer: T) => void;
  /** @returns whether the error has been seen to; otherwise it becomes an `error` event */
  type Done = (error: Error | null | undefined) => boolean;

  export interface XClient extends EventEmitter {
    /** Once it is connected. */
    readonly stream?: Duplex;
    readonly screenNum: number | string;
    InternAtom(onlyIfExists: boolean, name: string, answer: Answer<number>): void;
    GetSelectionOwner(selection: number, answer: Answer<number>): void;
    ChangeWindowAttributes(window: number, values: Values, done?: Done): void;
  }

  const x11: {
    /** @throws Error on a display whose name it cannot read */
    createClient(
      options: Readonly<{
        display: string;
        /** Instead of what `XAUTHORITY` names; Latin-1. */
        auth?: Readonly<{ name: string; data: string }>;
        disableBigRequests: boolean;
        shm: boolean;
      }>,
      connected: (error: Error | undefined, display: XDisplay) => void,
    ): XClient;
  };
  export default x11;
}
