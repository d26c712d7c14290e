/** The options of the command, each with what its help says; the man page and the completions in build/installer name them too. */
const OPTIONS = [
  ['--profile=DIR', 'keep all state in DIR; several profiles run side by side'],
  ['--hidden', 'start in the tray, without the window'],
  ['--help', 'print this and exit'],
  ['--version', 'print the version and exit'],
] as const;

/** What the command prints in place of starting, or null when it is to start. */
export function usage(
  { help, version }: Readonly<{ help?: unknown; version?: unknown }>,
  running: string,
): string | null {
  if (help === true) {
    const lines = OPTIONS.map(([option, meaning]) => `  ${option.padEnd(14)} ${meaning}\n`);
    return `Usage: belfry [OPTION]...\n\nA tray notifier with an inbox that loses nothing.\n\n${lines.join('')}`;
  }
  return version === true ? `belfry ${running}\n` : null;
}
