/** Until when something is snoozed: the times that are offered, and what a reader writes. */
export { SNOOZES, type SnoozeChoice, type SnoozeId, snoozeChoices } from './choices.ts';
export { type DayWords, type NoMoment, readMoment } from './read.ts';
