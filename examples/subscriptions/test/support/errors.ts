// SQL Server's error numbers, as specs assert them.
import { sqlErrorNumber } from '../../src/common/sql-error.js';

/** The number of the error that the work fails with; fails itself when the work succeeds. */
export async function errorNumberOf(work: Promise<unknown>): Promise<number | undefined> {
  const error = await work.then(() => undefined, (reason: unknown) => reason);
  if (error === undefined) throw new Error('Expected the statement to fail, but it succeeded');
  const number = sqlErrorNumber(error);
  if (number === undefined) throw error;
  return number;
}
