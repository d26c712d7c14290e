/** Timers are rounded up to this fraction of an interval. */
const GRAINS = 25;

/** The connection that a heartbeat watches. */
export interface Listener {
  /** Asked at each beat; false: the connection has ended. */
  isServed(): boolean;
  /** Nothing has arrived for this many intervals, at least one. */
  onSilence(intervals: number): void;
}

/** Watches for silent clients. A class, because there is one per connection: methods are shared, closures are not. */
export class Heartbeat {
  readonly #listener: Listener;
  readonly #intervalMs: number;
  readonly #clock: () => number;
  #timer: NodeJS.Timeout;
  #heardAt: number;
  #silentIntervals = 0;

  /** @param clock monotonic, in milliseconds */
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
    // A client that pings by itself is not pinged: two heartbeats would wake both sides twice as often.
    if (this.#silentIntervals === 0 && left > 0) {
      // Node keeps one timer list per duration; rounding lets thousands of clients share a few.
      const grain = this.#intervalMs / GRAINS;
      this.#timer = this.#beatIn(Math.ceil(left / grain) * grain);
      return;
    }
    this.#timer = this.#beatIn(this.#intervalMs);
    this.#silentIntervals += 1;
    this.#listener.onSilence(this.#silentIntervals);
  }
}
