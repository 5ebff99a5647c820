// Which SQL Server this one says it is, and of which it knows the T-SQL. Knows nothing else, so that whoever only wants to say it loads nothing else.

/** What a server can be started as. */
export const EDITIONS = ['Developer', 'Azure SQL Database'] as const;
/** One of them. */
export type Edition = (typeof EDITIONS)[number];

/** The versions of SQL Server that a server can be started as. */
export const VERSIONS = ['2017', '2019', '2022'] as const;
/** One of them. */
export type Version = (typeof VERSIONS)[number];

/** What @@VERSION, SERVERPROPERTY and the login acknowledgement tell. */
export interface Product {
  readonly major: number; readonly minor: number; readonly build: number; readonly text: string;
  /** SERVERPROPERTY('Edition') and ('EngineEdition'). */
  readonly edition: string; readonly engineEdition: number;
  /** @@VERSION, whose first line ends before the line feed. */
  readonly version: string;
  /** The highest compatibility level, which new databases have. */
  readonly highestLevel: number;
  /** The version whose T-SQL is known, by its highest compatibility level. */
  readonly dialect: number;
}

const NAME = 'mssql-memory-server';
const BUILD = 4000;
/** The first version with the type vector: the latest of which the engine has anything. */
export const DIALECT_OF_VECTOR = 170;

const LEVELS: Readonly<Record<Version, number>> = { '2017': 140, '2019': 150, '2022': 160 };

/** SQL Server Developer. Without a version it is 2022, and knows what the engine has of later ones. */
function developer(version: Version | undefined): Product {
  const known = version ?? '2022';
  const level = LEVELS[known];
  const major = level / 10;
  const text = `${major}.0.${BUILD}.1`;
  return {
    major, minor: 0, build: BUILD, text, edition: 'Developer Edition (64-bit)', engineEdition: 3, highestLevel: level, dialect: version === undefined ? DIALECT_OF_VECTOR : level,
    version: `Microsoft SQL Server ${known} - ${NAME} - ${text} (X64) \n\tin-process, for tests\n\tDeveloper Edition (64-bit)`,
  };
}

/** Azure SQL Database, which says of itself version 12 whatever it is. */
const AZURE: Product = {
  major: 12, minor: 0, build: 2000, text: '12.0.2000.8', edition: 'SQL Azure', engineEdition: 5, highestLevel: 160, dialect: DIALECT_OF_VECTOR,
  version: `Microsoft SQL Azure (RTM) - 12.0.2000.8 \n\t${NAME}, in-process, for tests\n`,
};

/** What a server of an edition and a version says of itself. */
export const productOf = (edition: Edition, version?: Version): Product => (edition === 'Azure SQL Database' ? AZURE : developer(version));

/** The first line of @@VERSION. */
export const versionLine = ({ version }: Product): string => (version.split('\n')[0] ?? '').trimEnd();
