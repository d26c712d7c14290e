import type { Notification } from '#server/notification';

/** Notifications on their way to the screen together, by their ids. */
export type OnItsWay = Map<string, Notification>;

/** What is on its way to the screen: what is read meanwhile leaves its turn, and what changes does so in it. */
export interface Turns {
  begin(items: readonly Notification[]): OnItsWay;
  /** Whether another database has come since it began. */
  isVoid(turn: OnItsWay): boolean;
  end(turn: OnItsWay): void;
  update(item: Notification): void;
  drop(id: string): void;
  /** Another database: none of them appears any more. */
  clear(): void;
}

export function createTurns(): Turns {
  const turns = new Set<OnItsWay>();
  return {
    begin(items) {
      const turn = new Map(items.map((item) => [item.id, item]));
      turns.add(turn);
      return turn;
    },
    isVoid: (turn) => !turns.has(turn),
    end: (turn) => void turns.delete(turn),
    update(item) {
      for (const turn of turns) if (turn.has(item.id)) turn.set(item.id, item);
    },
    drop(id) {
      for (const turn of turns) turn.delete(id);
    },
    clear() {
      for (const turn of turns) turn.clear();
      turns.clear();
    },
  };
}
