// Repeats what SQL Server refuses for a moment only. Knows the error numbers, not the statements.
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * 1205: deadlock victim. 1807: the model database is locked. 924, 3702, 5064: a reconnecting pool took the one slot of SINGLE_USER.
 * 5030, 5061: a database to be renamed is still in use, by a session whose client has just closed it.
 */
const PASSING: ReadonlySet<number> = new Set([1205, 1807, 924, 3702, 5030, 5061, 5064]);

/** All error numbers that SQL Server gave: the last one often only says that the statement has ended. */
export function sqlErrorNumbers(error: unknown): readonly number[] {
  if (typeof error !== 'object' || error === null) return [];
  const { number, precedingErrors, driverError, originalError } = error as { number?: unknown; precedingErrors?: unknown; driverError?: unknown; originalError?: unknown };
  const own = typeof number === 'number' ? [number] : [];
  const earlier = Array.isArray(precedingErrors) ? precedingErrors.flatMap(sqlErrorNumbers) : [];
  return [...earlier, ...own, ...sqlErrorNumbers(driverError), ...sqlErrorNumbers(originalError)];
}

/** Runs `work`, and runs it again, up to `attempts` times in all with growing pauses, while SQL Server's error is a passing one. */
export async function retryPassingErrors<T>(work: () => Promise<T>, attempts = 8): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= attempts || !sqlErrorNumbers(error).some((number) => PASSING.has(number))) throw error;
      await sleep(50 * attempt + Math.random() * 50);
    }
  }
}
