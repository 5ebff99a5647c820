// The refusal of something SQL Server would do and this engine does not. It always names the feature.
import { SqlError } from './sql-error';

/** The one message number of every refusal; SQL Server has no message of this number. */
export const NOT_SUPPORTED_NUMBER = 49999;

/** Makes the error that refuses `feature` (a T-SQL construct, an option, a function) by name. */
export function notSupported(feature: string): SqlError {
  return refusal(feature, 'A real SQL Server');
}

/** The same of what SQL Server 2025 brought, which most servers do not know. */
export function notSupportedOf2025(feature: string): SqlError {
  return refusal(feature, 'SQL Server 2025');
}

function refusal(feature: string, server: string): SqlError {
  return new SqlError(NOT_SUPPORTED_NUMBER, 16, 1, `mssql-memory-server does not support ${feature}. ${server} does: run this test against one.`);
}

/** The refusal, by name, of what a server that is started as Azure SQL Database does not run: it is not there, or how it is there is not modelled. */
export function notOnAzure(feature: string): SqlError {
  return new SqlError(NOT_SUPPORTED_NUMBER, 16, 1, `mssql-memory-server, started as Azure SQL Database, does not run ${feature}.`);
}
