import type { SoundName } from '#app/rules/sounds';

/** One struck tone of a sound. */
export type Tone = Readonly<{
  /** When it is struck, in seconds from the beginning. */
  at: number;
  /** Pitch in hertz. */
  pitch: number;
  /** Pitch that it glides to while it fades, in hertz; missing: it stays. */
  glide?: number;
  /** How long it takes to fade to a third, in seconds. */
  fade: number;
  /** 1: the loudest of its sound. */
  loud: number;
  /** Its overtones: multiples of the pitch, with their loudness. Higher ones fade sooner. */
  overtones: readonly (readonly [multiple: number, loud: number])[];
}>;

const PURE = [[1, 1]] as const;
const GLASS = [
  [1, 1],
  [2, 0.25],
  [3, 0.1],
] as const;
/** A church bell's: hum, prime, tierce, quint, nominal. */
const BRONZE = [
  [0.5, 0.4],
  [1, 1],
  [1.19, 0.45],
  [1.5, 0.3],
  [2, 0.5],
  [2.66, 0.2],
] as const;
const REED = [
  [1, 1],
  [2, 0.5],
  [3, 0.35],
  [4, 0.15],
] as const;

/** What each sound of Belfry's own is made of. */
export const TONES: Readonly<Record<SoundName, readonly Tone[]>> = {
  bell: [{ at: 0, pitch: 784, fade: 0.22, loud: 1, overtones: BRONZE }],
  chime: [
    { at: 0, pitch: 659.3, fade: 0.15, loud: 0.8, overtones: GLASS },
    { at: 0.13, pitch: 987.8, fade: 0.2, loud: 1, overtones: GLASS },
  ],
  drop: [
    { at: 0, pitch: 1_500, glide: 620, fade: 0.05, loud: 1, overtones: PURE },
    { at: 0.11, pitch: 900, glide: 1_300, fade: 0.06, loud: 0.6, overtones: PURE },
  ],
  knock: [
    { at: 0, pitch: 190, glide: 120, fade: 0.045, loud: 1, overtones: GLASS },
    { at: 0.16, pitch: 190, glide: 120, fade: 0.045, loud: 0.85, overtones: GLASS },
  ],
  alert: [0, 0.16, 0.32, 0.48].map((at, index) => ({
    at,
    pitch: index % 2 === 0 ? 880 : 1_174.7,
    fade: 0.12,
    loud: 1,
    overtones: REED,
  })),
};
