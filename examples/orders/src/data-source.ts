// The DataSource that the TypeORM command line uses (migration:run, migration:generate).
import { DataSource } from 'typeorm';
import { dbconfig } from './config/db';

/** Not connected yet: whoever imports it calls initialize(). */
export const AppDataSource = new DataSource(dbconfig.getTypeOrmConfig());
