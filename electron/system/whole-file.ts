import fs from 'node:fs/promises';
import path from 'node:path';

/**
 * Writes a file for its user only, all or nothing, also across a power cut: it is whole before it takes its name, and the
 * name is on the disk.
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

/** Brings the names in a folder to the disk. Windows cannot open a folder for that, and needs no such thing. */
export async function syncFolder(name: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await fs.open(name);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
