// What is different about the databases of a server that is started as Azure SQL Database: how a new one is set, which of them a session can
// reach and see. Knows no statement (engine/src/session/azure-statements.ts does).
import type { DatabaseOptions } from '../catalog/definitions';
import { Messages } from '../errors/catalogue';
import { raise } from '../errors/sql-error';
import { sameName } from '../types/text/collation';
import { LAST_SYSTEM_DATABASE, MASTER, TEMPDB, type Database, type Instance } from './instance';

const LISTED_SHIFT = 100;

/** The options of a new database: row versions are on (Learn: SET TRANSACTION ISOLATION LEVEL; Snapshot isolation in SQL Server). */
export const azureOptions = (options: DatabaseOptions): DatabaseOptions => ({ ...options, isReadCommittedSnapshot: true, snapshotIsolation: 'ON' });

/** Whether a session in `from` sees a database in sys.databases: master and the users', of these only its own outside of master. */
export const isListed = (from: Database, database: Database): boolean => {
  const { databaseId } = database.header;
  return databaseId === MASTER || (databaseId > LAST_SYSTEM_DATABASE && (from.header.databaseId === MASTER || database === from));
};

/** The id of a database in sys.databases, which is not the one that DB_ID gives (Learn: DB_ID). */
export const listedId = (databaseId: number): number => (databaseId > LAST_SYSTEM_DATABASE ? databaseId + LISTED_SHIFT : databaseId);

/** Whether a session can be in a database; tempdb is reached by name only. */
export const canBeEntered = ({ header: { databaseId } }: Database): boolean => databaseId === MASTER || databaseId > LAST_SYSTEM_DATABASE;

/** Raises 40515 for a name with the database of another than `from`, or with a server. `parts` are in the order they were written in. */
export function requireReach(instance: Instance, from: Database, parts: readonly string[]): void {
  const [database = '', server = ''] = parts.slice(0, -2).reverse();
  const isHere = database === '' || sameName(database, from.header.name) || sameName(database, instance.databases.get(TEMPDB)?.header.name ?? '');
  if (server !== '' || !isHere) throw raise(Messages.OtherDatabaseReferenced, { name: parts.join('.') });
}

/** Raises 5001 outside of master. */
export function requireMaster(from: Database): void {
  if (from.header.databaseId !== MASTER) throw raise(Messages.MustBeInMaster, {});
}
