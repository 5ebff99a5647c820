// schemaDrift: what TypeORM would have to do to the database for it to be as the entities say. Changes nothing.
import type { DataSource } from 'typeorm';

/** The statements that `schema:log` would print for this data source: none if migrations and entities say the same. */
export async function schemaDrift(dataSource: DataSource): Promise<readonly string[]> {
  const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
  return upQueries.map((query) => query.query);
}
