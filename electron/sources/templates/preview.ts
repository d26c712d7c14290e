import type { CallArgs } from '#app/ipc';
import type { Result } from '#app/result';
import type { Region } from '#app/rules/region';
import type { Preview } from '#app/source-view';
import { parseExact } from '#server/rules/json/exact-json';
import { appOfAuth } from '../app-links.ts';
import { render } from './fill-template.ts';
import { previewOf } from './laravel-preview.ts';

function parsed(json: string): unknown {
  try {
    return parseExact(json);
  } catch {
    return undefined;
  }
}

/** What a template makes of an event, for sources of any kind. */
export function previewTemplate(
  { template, data, app, auth = '' }: CallArgs['sources.preview'],
  region: Region,
): Result<Preview> {
  const event = parsed(data);
  if (event === undefined) {
    return { ok: false, error: { code: 'invalid_arguments' } };
  }
  if (app !== null) return { ok: true, value: previewOf(template, app, event, region) };
  const base = URL.canParse(auth) ? appOfAuth(auth) : null;
  return { ok: true, value: render(template, event, { base, region }) };
}
