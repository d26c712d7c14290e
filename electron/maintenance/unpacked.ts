import path from 'node:path';

/** Where other programs find a file of the app: they cannot look into a package's archive. `asarUnpack` puts it there. */
export const unpacked = (file: string): string =>
  file.replace(`${path.sep}app.asar${path.sep}`, `${path.sep}app.asar.unpacked${path.sep}`);
