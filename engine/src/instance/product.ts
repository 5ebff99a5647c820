// Which SQL Server this one says it is. Knows nothing else, so that whoever only wants to say it loads nothing else.

/** What a server can be started as. */
export const EDITIONS = ['Developer', 'Azure SQL Database'] as const;
/** One of them. */
export type Edition = (typeof EDITIONS)[number];

/** What @@VERSION, SERVERPROPERTY and the login acknowledgement tell. */
export interface Product {
  readonly major: number; readonly minor: number; readonly build: number; readonly text: string;
  /** SERVERPROPERTY('Edition') and ('EngineEdition'). */
  readonly edition: string; readonly engineEdition: number;
  /** @@VERSION, whose first line ends before the line feed. */
  readonly version: string;
}

const NAME = 'mssql-memory-server';

/** SQL Server 2022 Developer. */
const PRODUCT: Product = {
  major: 16, minor: 0, build: 4000, text: '16.0.4000.1', edition: 'Developer Edition (64-bit)', engineEdition: 3,
  version: `Microsoft SQL Server 2022 - ${NAME} - 16.0.4000.1 (X64) \n\tin-process, for tests\n\tDeveloper Edition (64-bit)`,
};

/** Azure SQL Database, which says of itself version 12 whatever it is. */
const AZURE: Product = {
  major: 12, minor: 0, build: 2000, text: '12.0.2000.8', edition: 'SQL Azure', engineEdition: 5,
  version: `Microsoft SQL Azure (RTM) - 12.0.2000.8 \n\t${NAME}, in-process, for tests\n`,
};

/** What a server of an edition says of itself. */
export const productOf = (edition: Edition): Product => (edition === 'Azure SQL Database' ? AZURE : PRODUCT);

/** The first line of @@VERSION. */
export const versionLine = ({ version }: Product): string => (version.split('\n')[0] ?? '').trimEnd();
