import { readFileSync } from 'node:fs';

const PAGE_KIB = 4;

/** Resident memory of a process in MiB; 0 where it is gone. Linux only. */
export function residentMib(pid: number): number {
  const pages = Number(read(pid, 'statm').split(' ')[1] ?? 0);
  return (pages * PAGE_KIB) / 1024;
}

/** A process and all that it started, directly or not. */
export function familyOf(pid: number): number[] {
  const children = read(pid, `task/${pid}/children`).split(' ').filter(Boolean).map(Number);
  return [pid, ...children.flatMap(familyOf)];
}

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
