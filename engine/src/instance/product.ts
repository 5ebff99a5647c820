// Which SQL Server this one says it is. Knows nothing else, so that whoever only wants to say it loads nothing else.

/** The version that @@VERSION, SERVERPROPERTY and the login acknowledgement tell: SQL Server 2022. */
export const PRODUCT = { major: 16, minor: 0, build: 4000, text: '16.0.4000.1', name: 'Microsoft SQL Server 2022 - mssql-memory-server', edition: 'Developer Edition (64-bit)' } as const;
