import type { Region } from '#app/rules/region';

/** For tests that are not about how times are written. */
export const REGION: Region = { locale: 'en-US', timeZone: 'UTC' };
