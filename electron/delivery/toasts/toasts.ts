export { pictureOf } from './picture.ts';
export { createScreen, type Screen } from './screen.ts';
export { type Draft, idAt, itemToast, looksAlike, summaryPlace, summaryToast } from './toast.ts';
