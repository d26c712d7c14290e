/**
 * For dates that people read: the system's language, else English, in which the rest is written. Where the environment names no
 * language, or one that is not installed, Chromium's default is none (`und`), whose dates are "2026 M12 3".
 */
export const dateLocales = (): string[] => [new Intl.DateTimeFormat().resolvedOptions().locale, 'en'];
