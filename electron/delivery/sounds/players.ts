/** Programs that play a sound, by platform, the best first. */
export type Player = Readonly<{
  program: string;
  /** `volume` is 1 to 100. Empty: it cannot play this. */
  args: (what: Playable, volume: number) => readonly string[];
}>;

/** `system`: the desktop's own sound for messages. */
export type Playable = Readonly<{ kind: 'system' }> | Readonly<{ kind: 'file'; file: string }>;

/** https://specifications.freedesktop.org/sound-naming-spec/latest/ */
export const SOUND_ID = 'message-new-instant';

const onlyFiles =
  (args: (file: string, volume: number) => readonly string[]): Player['args'] =>
  (what, volume) =>
    what.kind === 'file' ? args(what.file, volume) : [];

const LINUX: readonly Player[] = [
  // PipeWire's: of 1.
  {
    program: 'pw-play',
    args: onlyFiles((file, volume) => [`--volume=${volume / 100}`, file]),
  },
  // PulseAudio's: of 65,536.
  {
    program: 'paplay',
    args: onlyFiles((file, volume) => [`--volume=${Math.round(655.36 * volume)}`, file]),
  },
  // In decibels. It alone knows the desktop's sounds.
  {
    program: 'canberra-gtk-play',
    args: (what, volume) => [
      `--volume=${(20 * Math.log10(volume / 100)).toFixed(1)}`,
      ...(what.kind === 'file' ? ['--file', what.file] : ['--id', SOUND_ID]),
    ],
  },
];

const MAC: readonly Player[] = [
  { program: '/usr/bin/afplay', args: onlyFiles((file, volume) => ['--volume', `${volume / 100}`, file]) },
];

/** The path goes in the environment: in the script its characters could mean something. */
const SCRIPT = [
  'Add-Type -AssemblyName presentationCore',
  '$player = New-Object System.Windows.Media.MediaPlayer',
  '$player.Open([Uri]$env:BELFRY_SOUND)',
  '$player.Volume = [double]$env:BELFRY_VOLUME / 100',
  '$player.Play()',
  'Start-Sleep -Seconds 9',
].join('; ');

const WINDOWS: readonly Player[] = [
  {
    program: 'powershell.exe',
    args: onlyFiles(() => ['-NoProfile', '-NonInteractive', '-WindowStyle', 'Hidden', '-Command', SCRIPT]),
  },
];

export function playersOf(platform: NodeJS.Platform): readonly Player[] {
  if (platform === 'win32') return WINDOWS;
  return platform === 'darwin' ? MAC : LINUX;
}
