// What the server says it is. Apart from the instance so that the caller's thread, which only tells the version, need not load the engine.

/** The version that @@VERSION, SERVERPROPERTY and the login acknowledgement tell: SQL Server 2022. */
export const PRODUCT = { major: 16, minor: 0, build: 4000, text: '16.0.4000.1', name: 'Microsoft SQL Server 2022 - mssql-memory-server', edition: 'Developer Edition (64-bit)' } as const;
