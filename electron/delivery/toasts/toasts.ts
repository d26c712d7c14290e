export { pictureOf } from './picture.ts';
export { createScreen, type Screen } from './screen.ts';
export { type Draft, itemToast, looksAlike, summaryPlace, summaryToast } from './toast.ts';
