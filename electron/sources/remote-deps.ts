import type { Region } from '#app/rules/region';
import type { AdapterDeps } from './adapter.ts';
import type { Http } from './http/http.ts';
import type { LinkDeps } from './link/link.ts';

/** What an adapter of a source on the network is given. */
export interface RemoteDeps extends AdapterDeps {
  readonly http: Http;
  token(): string | null;
  /** Sent beside the token. */
  headers(): Readonly<Record<string, string>>;
  readonly socket: LinkDeps['socket'];
  /** In which times are worded. */
  region(): Region;
}

/** Without a slash at its end, so that a path can follow. */
export const baseOf = (url: string): string => url.replace(/\/+$/, '');
