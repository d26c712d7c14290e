import { cleanText } from '#server/rules/text/text';

/**
 * Text for the operating system: every label, tooltip, toast, title and dialog passes through here, wherever it comes from. Chromium
 * ends the process if a string for D-Bus contains a non-character or a lone surrogate, and Windows drops a toast whose XML contains a
 * control character.
 */
export const nativeText = (text: string): string => cleanText(text);
