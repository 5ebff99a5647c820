// schemaDrift: what TypeORM would have to do to the database for it to be as the entities say. Changes nothing.
import type { DataSource, QueryRunner } from 'typeorm';
import { checkDataSource } from '../data-source/given';
import { sqlErrorNumbers } from '../sql/retry';

type SchemaBuilder = ReturnType<DataSource['driver']['createSchemaBuilder']>;
type Query = (text: string, ...rest: unknown[]) => Promise<unknown>;

const INVALID_OBJECT = 208;

/** The statements that `schema:log` would print for this data source: none if migrations and entities say the same. */
export async function schemaDrift(dataSource: DataSource): Promise<readonly string[]> {
  return driftOf(dataSource, 'schemaDrift');
}

/** The same for a caller that is named if it was given no data source. */
export async function driftOf(dataSource: DataSource, caller: string): Promise<readonly string[]> {
  checkDataSource(caller, dataSource);
  const Builder = dataSource.driver.createSchemaBuilder().constructor as new (dataSource: DataSource) => SchemaBuilder;
  const { upQueries } = await new Builder(withMetadataTable(dataSource)).log();
  return upQueries.map((query) => query.query);
}

// For each computed column TypeORM looks into a table of its own, which is there only if it has made the column itself: where migrations
// in T-SQL have, it would fail. It is told that the table is empty.
function withMetadataTable(dataSource: DataSource): DataSource {
  const createQueryRunner = (...args: Parameters<DataSource['createQueryRunner']>): QueryRunner => {
    const runner = dataSource.createQueryRunner(...args);
    const query = runner.query.bind(runner) as Query;
    const answering: Query = async (text, ...rest) => {
      try {
        return await query(text, ...rest);
      } catch (error) {
        if (sqlErrorNumbers(error).includes(INVALID_OBJECT) && text.includes(dataSource.metadataTableName)) return [];
        throw error;
      }
    };
    return Object.assign(runner, { query: answering });
  };
  return Object.create(dataSource, { createQueryRunner: { value: createQueryRunner } }) as DataSource;
}
