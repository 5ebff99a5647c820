// The DataSource that the TypeORM command line uses (migration:run, migration:generate).
import 'reflect-metadata';
import { DataSource } from 'typeorm';
import { databaseOptions } from './config/database.js';

/** Not connected yet: whoever imports it calls initialize(). */
export const AppDataSource = new DataSource(databaseOptions());
