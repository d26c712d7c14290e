/** `from` and `to`: `HH:MM` of a local day. `to` at or before `from` is on the next day. `days`: on which it begins, 1 Monday … 7 Sunday. */
export type QuietWindow = Readonly<{ days: readonly number[]; from: string; to: string }>;

export type QuietHours = Readonly<{
  on: boolean;
  /** An IANA time zone; empty: this computer's. */
  zone: string;
  windows: readonly QuietWindow[];
}>;
