import fs from 'node:fs';
import type { UtilityProcess, utilityProcess } from 'electron';

const DESCRIPTORS = '/proc/self/fd';
/** The access mode in a descriptor's flags. */
const ACCESS = 0o3;

/** This process's descriptors of `/dev/null` that are open for writing; empty if the system does not list them. */
function nullDescriptors(): ReadonlySet<number> {
  const found = new Set<number>();
  try {
    for (const name of fs.readdirSync(DESCRIPTORS)) {
      if (isNull(name)) found.add(Number(name));
    }
  } catch {
    // Not on Linux.
  }
  return found;
}

function isNull(name: string): boolean {
  try {
    const [, flags = ''] =
      /^flags:\s*(\d+)/m.exec(fs.readFileSync(`/proc/self/fdinfo/${name}`, 'utf8')) ?? [];
    const isForWriting = (Number.parseInt(flags, 8) & ACCESS) === fs.constants.O_WRONLY;
    return isForWriting && fs.readlinkSync(`${DESCRIPTORS}/${name}`) === '/dev/null';
  } catch {
    // This is the descriptor that read the folder; it is closed by now.
    return false;
  }
}

/**
 * The backend as a utility process. Electron before 37.2 opens `/dev/null` for its stdin, does not use it and never closes it, which
 * costs a descriptor for each restart. https://github.com/electron/electron/issues/47515
 */
export function forkBackend(utility: Pick<typeof utilityProcess, 'fork'>, entry: string): UtilityProcess {
  const before = nullDescriptors();
  const child = utility.fork(entry, [], { stdio: 'pipe', serviceName: 'Belfry' });
  const [left, ...others] = [...nullDescriptors()].filter((descriptor) => !before.has(descriptor));
  if (left !== undefined && others.length === 0) fs.closeSync(left);
  return child;
}
