import fs from 'node:fs';
import path from 'node:path';

/**
 * Whether everything can be kept in the profile folder; makes it if need be. By trying: permissions alone tell little of
 * full or read-only disks.
 * @returns why not, as the system says it; null: it can
 */
export function profileTrouble(folder: string): string | null {
  const probe = path.join(folder, `.probe-${process.pid}`);
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    fs.writeFileSync(probe, 'x');
    fs.rmSync(probe);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
