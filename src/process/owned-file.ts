// Files that belong to a process, and to nobody once it has died: a lock, and the note that something is in use. Any process of
// this computer can tell whether the owner lives. Knows nothing of what is locked or used.
import * as fs from 'node:fs';
import * as os from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

interface Owner {
  readonly pid: number;
  readonly host: string;
}

/** An owner on another computer (a shared folder) cannot be asked; nothing is owned for longer than this. */
const LONGEST_MS = 24 * 60 * 60 * 1000;
const POLL_MS = 50;

/** Makes a file that this process owns; false if there is one already. */
export function createOwnedFile(file: string): boolean {
  try {
    fs.writeFileSync(file, JSON.stringify({ pid: process.pid, host: os.hostname() } satisfies Owner), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === 'EEXIST') return false;
    throw error;
  }
}

/** Whether a file is there and its owner lives. */
export function isOwned(file: string): boolean {
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  if (stat === undefined || Date.now() - stat.mtimeMs > LONGEST_MS) return false;
  const owner = readOwner(file);
  // It is being written at this moment, or has just gone.
  if (owner === undefined) return Date.now() - stat.mtimeMs < 1000;
  return owner.host !== os.hostname() || isAlive(owner.pid);
}

/** Runs `work` while this process owns `file`; undefined if another process has it for longer than `timeoutMs`. */
export async function withOwnedFile<T>(file: string, timeoutMs: number, work: () => Promise<T>): Promise<{ readonly value: T } | undefined> {
  const end = Date.now() + timeoutMs;
  // If two find that the owner has died and both take its place, both do the work: that costs time, and nothing else.
  while (!createOwnedFile(file)) {
    if (!isOwned(file)) fs.rmSync(file, { force: true });
    else if (Date.now() > end) return undefined;
    else await sleep(POLL_MS);
  }
  try {
    return { value: await work() };
  } finally {
    fs.rmSync(file, { force: true });
  }
}

function readOwner(file: string): Owner | undefined {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')) as Owner;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It lives, and belongs to somebody else.
    return (error as { code?: string }).code === 'EPERM';
  }
}
