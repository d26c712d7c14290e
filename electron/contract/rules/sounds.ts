/** Belfry's own sounds, by the names of their files. `build/sounds.ts` makes them. */
export const SOUND_NAMES = ['bell', 'chime', 'drop', 'knock', 'alert'] as const;
export type SoundName = (typeof SOUND_NAMES)[number];
