import path from 'node:path';
import type { Scale } from './image-fit.ts';
import { createImageCache, type ImageCache } from './images.ts';
import type { Known } from './inbox/inbox.ts';
import type { Network } from './network/network.ts';
import type { Sources } from './sources/sources.ts';

/** The cache with what it needs to know of inbox and sources: who has named a picture, and where that source itself is. */
export function wireImages(deps: {
  readonly profile: string;
  readonly network: () => Promise<Network>;
  readonly scale: Scale;
  /** Among all that the window may show. */
  readonly find: Known['find'];
  readonly sources: () => Pick<Sources, 'withPicture' | 'isAt'>;
}): ImageCache {
  const isNamed = (url: string, by: (source: string) => boolean): boolean =>
    deps.find(({ icon, source }) => icon === url && by(source)) !== undefined ||
    deps.sources().withPicture(url).some(by);

  return createImageCache({
    folder: path.join(deps.profile, 'images'),
    isKnown: (url) => isNamed(url, () => true),
    scale: deps.scale,
    async fetch(url, signal) {
      const [{ getPicture }, stack] = await Promise.all([import('./network/pictures.ts'), deps.network()]);
      const isOwn = (host: string): boolean => isNamed(url, (source) => deps.sources().isAt(source, host));
      return getPicture(stack, url, isOwn, signal);
    },
  });
}
