import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Of the kernel, about a process: Linux only. */

/** Clock ticks per second, in which the kernel counts processor time. */
const TICKS = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** Processor time of a process so far, its threads included, in milliseconds. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
export function cpuMsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1_000) / TICKS;
}

/** The most memory a process ever held, in MB. */
export function peakMbOf(pid: number): number {
  return statusMb(pid, 'VmHWM');
}

/** The memory a process holds now, in MB. */
export function residentMbOf(pid: number): number {
  return statusMb(pid, 'VmRSS');
}

function statusMb(pid: number, name: string): number {
  const found = new RegExp(`${name}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  if (found === undefined) throw new Error(`The kernel does not tell ${name}`);
  return Number(found) / 1024;
}
