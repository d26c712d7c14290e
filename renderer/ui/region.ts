import { createContext } from 'react';
import type { Region } from '#app/rules/region';

/** How this window writes times. */
export const RegionContext = createContext<Region>({ locale: 'en', timeZone: undefined });
