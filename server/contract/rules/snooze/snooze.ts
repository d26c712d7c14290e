/** Until when something is snoozed: the times that are offered, and what a reader writes. */
export { type SnoozeId, snoozeChoices } from './choices.ts';
export { type DayWords, readMoment } from './read.ts';
