// Reads SQL Server's error number off what TypeORM throws.
import { QueryFailedError } from 'typeorm';

/** The number of SQL Server's error, or undefined when it is no database error. */
export function sqlErrorNumber(error: unknown): number | undefined {
  if (!(error instanceof QueryFailedError)) return undefined;
  const { number } = error.driverError as { number?: unknown };
  return typeof number === 'number' ? number : undefined;
}
