import path from 'node:path';
import type { Known } from '../inbox/inbox.ts';
import { getPicture, type Network } from '../network/network.ts';
import type { Sources } from '../sources/sources.ts';
import type { Scale } from './image-fit.ts';
import { createImageCache, type ImageCache } from './images.ts';

/** The cache, which asks inbox and sources who has named a picture, and on which hosts that source is. */
export function composeImages(deps: {
  readonly profile: string;
  readonly network: () => Promise<Network>;
  readonly scale: Scale;
  /** Searches everything that the window may show. */
  readonly find: Known['find'];
  readonly sources: Pick<Sources, 'withPicture' | 'isAt'>;
}): ImageCache {
  const isNamed = (url: string, by: (source: string) => boolean): boolean =>
    deps.find(({ icon, source }) => icon === url && by(source)) !== undefined ||
    deps.sources.withPicture(url).some(by);

  return createImageCache({
    folder: path.join(deps.profile, 'images'),
    isKnown: (url) => isNamed(url, () => true),
    scale: deps.scale,
    async fetch(url, signal) {
      const isOwn = (host: string): boolean => isNamed(url, (source) => deps.sources.isAt(source, host));
      return getPicture(await deps.network(), url, isOwn, signal);
    },
  });
}
