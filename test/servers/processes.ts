/** Which processes a server started, as Linux tells under /proc; elsewhere none are known. */
import { readdirSync, readFileSync } from 'node:fs';

export function childrenOf(pid: number): readonly number[] {
  return all().filter((one) => statOf(one)?.parent === pid);
}

/** One that waits to be reaped holds nothing any more. */
export function areGone(pids: readonly number[]): boolean {
  return pids.every((pid) => (statOf(pid)?.state ?? 'Z') === 'Z');
}

function all(): readonly number[] {
  try {
    return readdirSync('/proc').flatMap((name) => (/^[0-9]+$/.test(name) ? [Number(name)] : []));
  } catch {
    return [];
  }
}

/** `pid (name) state parent …`, where the name may hold anything. */
function statOf(pid: number): { readonly state: string; readonly parent: number } | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const [state = '', parent] = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { state, parent: Number(parent) };
  } catch {
    return null;
  }
}
