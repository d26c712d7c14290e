import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { VERBS, type Verb } from '#app/rules/commands';

/** Each option with its help text. The man page and the completions in build/installer list them too. */
const OPTIONS = [
  ['--profile=DIR', 'store all data in DIR; several profiles can run at the same time'],
  ['--hidden', 'start in the tray, without the window'],
  ['--toggle', 'show or hide the window of the Belfry that runs'],
  ['--newest', 'show its newest notification'],
  ['--pause', 'pause its notifications for an hour, or end the pause'],
  ['--palette', 'show its command palette'],
  ['--help', 'print this help and exit'],
  ['--version', 'print the version and exit'],
] as const;

const VERB_NAMES = Object.keys(VERBS) as readonly Verb[];
const FLAGS = ['hidden', 'help', 'version', ...VERB_NAMES] as const;

/**
 * How the switches of Chromium and Electron begin; there are over a thousand.
 * https://www.electronjs.org/docs/latest/api/command-line-switches
 */
const FAMILIES =
  /^--(?:allow|auth|autoplay|crash|default|device|disable|disk|enable|force|gpu|gtk|high-dpi|host|ignore|inspect|js|log|max|media|net|num|ozone|password-store|proxy|remote|renderer|show|ssl|test|touch|trace|ui|unsafely|use|user-agent|wayland)(?:-[a-z0-9-]+)?$/;
/** More switches, among them those that Chromium adds to a second start, NSIS after an update, and Windows for a toast. */
const SINGLE: ReadonlySet<string> = new Set([
  ...['--no-sandbox', '--no-zygote', '--no-proxy-server', '--no-first-run', '--no-default-browser-check'],
  ...['--animation-duration-scale', '--class', '--display', '--in-process-gpu', '--lang', '--name'],
  ...['--original-process-start-time', '--single-process', '--v', '--vmodule'],
  ...['--updated', '--force-run', '-Embedding', '-ToastActivated'],
]);
/** macOS adds the process number, and users set defaults for one start. */
const APPLE = /^-(?:psn_\w+|Apple\w+|NS\w+)$/;
/** These let another program read everything in the window. */
const DEBUGGING = /^--remote-debugging-(?:port|pipe|address|targets)$/;

type Refusal = 'unknown' | 'no_value' | 'needless_value' | 'debugging';

export type CommandLine =
  | Readonly<{
      do: 'start';
      profile: string | null;
      hidden: boolean;
      verb: Verb | null;
      debugging: string | null;
    }>
  | Readonly<{ do: 'help' | 'version' }>
  /** `argument` is as the user typed it. */
  | Readonly<{ do: 'refuse'; reason: Refusal; argument: string }>;

function isForeign(name: string): boolean {
  return FAMILIES.test(name) || SINGLE.has(name) || APPLE.test(name);
}

/** Also accepts a `file:` URL: a desktop entry cannot contain every character of a path. */
function folderOf(value: string): string {
  return value.startsWith('file:///') ? fileURLToPath(value) : value;
}

/** Reads the options. Ignores other arguments: a link or, when run from source, the app's folder. */
export function readCommandLine(args: readonly string[]): CommandLine {
  const { tokens } = parseArgs({ args: [...args], strict: false, allowPositionals: true, tokens: true });
  const found = new Set<(typeof FLAGS)[number]>();
  let profile: string | null = null;
  let debugging: string | null = null;
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const argument = args[token.index] ?? token.rawName;
    const [name = ''] = argument.split('=', 1);
    const flag = FLAGS.find((each) => name === `--${each}`);
    if (name === '--profile') {
      const next = args[token.index + 1] ?? '';
      const value = token.value ?? (next.startsWith('-') ? '' : next);
      if (value === '') return { do: 'refuse', reason: 'no_value', argument };
      profile = folderOf(value);
    } else if (flag !== undefined) {
      if (token.value !== undefined) return { do: 'refuse', reason: 'needless_value', argument };
      found.add(flag);
    } else if (DEBUGGING.test(name)) debugging = argument;
    else if (!isForeign(name)) return { do: 'refuse', reason: 'unknown', argument };
  }
  if (found.has('help')) return { do: 'help' };
  if (found.has('version')) return { do: 'version' };
  const verb = VERB_NAMES.find((each) => found.has(each)) ?? null;
  return { do: 'start', profile, hidden: found.has('hidden'), verb, debugging };
}

/** The text of `--help`. */
export function helpText(): string {
  const lines = OPTIONS.map(([option, meaning]) => `  ${option.padEnd(14)} ${meaning}\n`);
  return `Usage: belfry [OPTION]...\n\nA desktop tray notifier that loses nothing.\n\n${lines.join('')}`;
}

/** One line for the terminal, with the reason. */
export function refusalText({ reason, argument }: Extract<CommandLine, { do: 'refuse' }>): string {
  const why = {
    unknown: `unknown option ${argument}`,
    no_value: `${argument} needs a folder`,
    needless_value: `${argument.split('=', 1)} takes no value`,
    debugging: `${argument} needs "remoteDebugging": true in settings.json`,
  };
  return `belfry: ${why[reason]}. See belfry --help.\n`;
}
