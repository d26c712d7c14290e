import fs from 'node:fs';
import path from 'node:path';
import { Value } from 'typebox/value';
import { Endpoint } from '#server/session';

/** The port in the backend's address. */
export const portOf = (url: string): number => Number(new URL(url).port);

/** The port on which this profile's backend listened last; null: unknown. */
export function lastOwnPort(profile: string): number | null {
  try {
    const found: unknown = JSON.parse(fs.readFileSync(path.join(profile, 'endpoint.json'), 'utf8'));
    return Value.Check(Endpoint, found) ? portOf(found.url) || null : null;
  } catch {
    return null;
  }
}
