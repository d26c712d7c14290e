/** Waits for a beat are multiples of so many parts of an interval. */
const GRAINS = 25;

/** Whose client is listened to. */
export interface Listener {
  /** Asked at each beat; false: it has ended the connection. */
  isServed(): boolean;
  /** Nothing has come for so many intervals, one or more. */
  onSilence(intervals: number): void;
}

/** Looks for signs of life. A class, since there is one per connection: methods are shared, closures are not. */
export class Heartbeat {
  readonly #listener: Listener;
  readonly #intervalMs: number;
  readonly #clock: () => number;
  #timer: NodeJS.Timeout;
  #heardAt: number;
  #silentIntervals = 0;

  /** @param clock in milliseconds, never goes back */
  constructor(listener: Listener, intervalMs: number, clock: () => number) {
    this.#listener = listener;
    this.#intervalMs = intervalMs;
    this.#clock = clock;
    this.#heardAt = clock();
    this.#timer = this.#beatIn(intervalMs);
  }

  heard(): void {
    this.#silentIntervals = 0;
    this.#heardAt = this.#clock();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #beatIn(ms: number): NodeJS.Timeout {
    return setTimeout(() => this.#beat(), ms);
  }

  #beat(): void {
    if (!this.#listener.isServed()) return;
    const left = this.#heardAt + this.#intervalMs - this.#clock();
    // Whoever pings by itself is not pinged as well: two heartbeats on one connection would wake both sides twice as often.
    if (this.#silentIntervals === 0 && left > 0) {
      // Node keeps a list for each duration: thousands of clients shall share a few.
      const grain = this.#intervalMs / GRAINS;
      this.#timer = this.#beatIn(Math.ceil(left / grain) * grain);
      return;
    }
    this.#timer = this.#beatIn(this.#intervalMs);
    this.#silentIntervals += 1;
    this.#listener.onSilence(this.#silentIntervals);
  }
}
