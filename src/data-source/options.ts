// The options of a TypeORM data source, as far as the preset looks into them. Plain data: knows neither TypeORM nor where they come from.

/** The options of a TypeORM data source; others may be there, and are left as they are. */
export interface DataSourceOptions {
  readonly type?: string;
  readonly name?: string;
  readonly url?: string;
  readonly host?: string;
  readonly port?: number;
  readonly username?: string;
  readonly password?: string;
  readonly database?: string;
  readonly domain?: string;
  readonly entities?: unknown;
  readonly migrations?: unknown;
  /** Ours: why there is nothing in a list that nothing is in. */
  readonly missing?: { readonly entities?: string; readonly migrations?: string };
  readonly subscribers?: unknown;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly extra?: Readonly<Record<string, unknown>>;
  readonly authentication?: unknown;
  readonly cache?: boolean | { readonly type?: string; readonly provider?: unknown };
  readonly migrationsTransactionMode?: 'all' | 'none' | 'each';
  readonly synchronize?: boolean;
  /** Nest's: entities of TypeOrmModule.forFeature are the data source's too. */
  readonly autoLoadEntities?: boolean;
}
