import fs from 'node:fs/promises';
import path from 'node:path';

/**
 * Writes a file that only its user can read, all or nothing, also across a power cut: the file is complete before it gets its name,
 * and the name is synced.
 */
export async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  const part = `${file}.part`;
  const handle = await fs.open(part, 'w', 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await fs.rename(part, file);
  await syncFolder(path.dirname(file));
}

/** Syncs the names in a folder to the disk. Windows can neither open a folder nor needs this. */
export async function syncFolder(name: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await fs.open(name);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
