/** What Linux reports about a program's processes: itself, its children and their children. */
import fs from 'node:fs';

/** As Chromium calls them; `backend` is Electron's utility process with Node in it. */
export type Role = 'main' | 'backend' | 'renderer' | 'other';

export type Process = Readonly<{ pid: number; role: Role }>;

const TICK_MS = 10;

function read(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    // It has ended meanwhile.
    return '';
  }
}

/** From the state on: behind the command's name, which may contain anything. proc_pid_stat(5) */
const statOf = (pid: number): readonly string[] => {
  const stat = read(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
};

function roleOf(pid: number): Role {
  const command = read(`/proc/${pid}/cmdline`);
  if (command.includes('--type=renderer')) return 'renderer';
  if (command.includes('node.mojom.NodeService')) return 'backend';
  return command.includes('--type=') ? 'other' : 'main';
}

/** The program and all its descendants. */
export function processesOf(program: number): readonly Process[] {
  const pids = fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const parents = new Map(pids.map((pid) => [Number(pid), Number(statOf(Number(pid))[1])]));
  const family = [program];
  for (const known of family) {
    for (const [pid, parent] of parents) if (parent === known) family.push(pid);
  }
  return family.map((pid) => ({ pid, role: roleOf(pid) }));
}

/** Proportional set size in bytes: what several share counts for each in part. */
export function memoryOf(processes: readonly Process[]): number {
  const sizes = processes.map(({ pid }) => /^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1]);
  return sizes.reduce((total, size) => total + Number(size ?? 0) * 1024, 0);
}

/** Most that was ever resident, in bytes; what several share counts for each. */
export function peakOf(processes: readonly Process[]): number {
  const sizes = processes.map(({ pid }) => /^VmHWM:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`))?.[1]);
  return sizes.reduce((total, size) => total + Number(size ?? 0) * 1024, 0);
}

export type Activity = Readonly<{
  /** Processor time in milliseconds. */
  cpu: number;
  /** How often a thread has gone to sleep voluntarily, and so was woken. */
  wakeUps: number;
}>;

/** So far, of all threads. */
export function activityOf(processes: readonly Process[]): Activity {
  let cpu = 0;
  let wakeUps = 0;
  for (const { pid } of processes) {
    const fields = statOf(pid);
    cpu += (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * TICK_MS;
    for (const thread of threadsOf(pid)) {
      const status = read(`/proc/${pid}/task/${thread}/status`);
      wakeUps += Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(status)?.[1] ?? 0);
    }
  }
  return { cpu, wakeUps };
}

function threadsOf(pid: number): readonly string[] {
  try {
    return fs.readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}
