// SQL Server's error numbers, as specs assert them.
import { sqlErrorNumber } from '../../src/common/sql-error';

/** The number of the error that the work fails with; fails itself when the work succeeds. */
export async function errorNumberOf(work: Promise<unknown>): Promise<number | undefined> {
  const outcome = await work.then(
    () => ({ failed: false, error: undefined }),
    (error: unknown) => ({ failed: true, error }),
  );
  if (!outcome.failed) throw new Error('Expected the statement to fail, but it succeeded');
  const number = sqlErrorNumber(outcome.error);
  if (number === undefined) throw outcome.error;
  return number;
}
