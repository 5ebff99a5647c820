// Says what is being done when it takes long, so that nobody looks at a terminal that stands still. Knows no database.
import { clearTimeout, setTimeout } from 'node:timers';

/** How long nothing is said. */
const SILENCE_MS = 1000;

/** Runs `work`; if it is still running after `silenceMs`, `text` is written to standard error, once. */
export async function sayIfLong<T>(text: string, work: () => Promise<T>, silenceMs = SILENCE_MS): Promise<T> {
  const timer = setTimeout(() => process.stderr.write(`jest-nest-mssql ${text}\n`), silenceMs);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
  }
}
