import type { Notification } from '#server/notification';
import type { ImageCache } from '../../images/images.ts';

/** How long a toast waits for its picture, in milliseconds. */
const PATIENCE = 500;

/** @returns the file of its picture; null: it has none, or the picture is late */
export async function pictureOf(
  { icon }: Pick<Notification, 'icon'>,
  images: Pick<ImageCache, 'get'>,
): Promise<string | null> {
  if (icon === null) return null;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, PATIENCE, null);
  });
  const image = await Promise.race([images.get(icon), late]);
  clearTimeout(timer);
  return image?.file ?? null;
}
