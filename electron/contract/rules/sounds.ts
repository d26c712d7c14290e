/** Belfry's own sounds, by the names of their files. `build/sounds/` makes them. */
export const SOUND_NAMES = ['bell', 'chime', 'drop', 'knock', 'alert'] as const;
export type SoundName = (typeof SOUND_NAMES)[number];

/** What users can choose. `system`: the desktop's own sound for messages. `file`: their own file. */
export const SOUND_CHOICES = ['system', ...SOUND_NAMES, 'file', 'none'] as const;
export type SoundChoice = (typeof SOUND_CHOICES)[number];

/** `none`: it appears silently. `all`, `urgent`: the sound of the settings for most, or for what breaks through. Else one of Belfry's own. */
export type ToastSound = 'none' | 'all' | 'urgent' | SoundName;

/** Endings of files that can be chosen as a sound; every player reads them. */
export const SOUND_FILES = ['wav', 'ogg', 'oga', 'flac', 'mp3'] as const;
