// SQL Server's error numbers.

/** The number of the error that a statement failed with. */
export function sqlErrorNumber(error: unknown): number | undefined {
  return (error as { driverError?: { number?: number } } | undefined)?.driverError?.number;
}

/** Whether an error says that such a row is there already. */
export function isDuplicate(error: unknown): boolean {
  return [2601, 2627].includes(sqlErrorNumber(error) ?? 0);
}
