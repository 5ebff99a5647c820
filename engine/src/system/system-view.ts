// What a system view is: a name, typed columns, and a function from the server's state to rows.
import type { OutputColumn } from '../plan/node';
import type { Database, Instance } from '../instance/instance';
import type { Row } from '../types/value';

/** The state a view may read. `database` is the one the view was asked in. */
export interface SystemWorld { readonly instance: Instance; readonly database: Database; readonly spid: number; readonly loginName: string }

/** One view. `name` is lower case with its schema: 'sys.tables', 'information_schema.columns'. An array that `rows` gives is never changed afterwards. */
export interface SystemView { readonly name: string; readonly columns: readonly OutputColumn[]; readonly rows: (world: SystemWorld) => Iterable<Row> }

/** A system table function, such as sys.dm_exec_sql_text; lower-case name with schema. */
export interface SystemTableFunction { readonly name: string; readonly columns: readonly OutputColumn[]; readonly rows: (world: SystemWorld, args: Row) => Iterable<Row> }
