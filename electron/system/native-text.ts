import { cleanText } from '#server/rules/text';

/**
 * The last line before this operating system: every label, tooltip, toast, title and dialog goes through it, wherever its words
 * come from and however long they have been on the disk. Chromium ends the process for a string to D-Bus that has a non-character
 * or half of a pair in it, and Windows drops a toast whose XML has a control character.
 */
export const nativeText = (text: string): string => cleanText(text);
