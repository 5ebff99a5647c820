// What a system view is: a name, typed columns, and a function from the server's state to rows.
import type { CatalogObject } from '../catalog/definitions';
import type { OutputColumn } from '../plan/node';
import type { Database, Instance } from '../instance/instance';
import type { Row, Value } from '../types/value';

/** One entity that names another. */
export interface DependencyRow {
  readonly referencingId: number; readonly referencingMinorId: number; readonly referencingClass: number; readonly isSchemaBound: boolean; readonly referencedClass: number;
  readonly server: string | null; readonly database: string | null; readonly schema: string | null; readonly entity: string; readonly referencedId: number | null; readonly referencedMinorId: number;
  readonly isCallerDependent: boolean; readonly isAmbiguous: boolean;
}

/** What a view reads of one object, the columns by name. */
export interface ViewUse { readonly viewId: number; readonly objectId: number; readonly columns: ReadonlySet<string> }

/** What an object is chosen by. */
export type NamedObject = Pick<CatalogObject, 'kind' | 'name' | 'objectId'>;

/** The state a view may read. `database` is the one the view was asked in. */
export interface SystemWorld {
  /** The objects whose rows are wanted, where a view has `narrowedBy`; all without it. */
  readonly wants?: (object: NamedObject) => boolean;
  readonly instance: Instance; readonly database: Database; readonly spid: number; readonly loginName: string;
  /** The columns of a text's first result set, a record each, under the names of sys.dm_exec_describe_first_result_set. */
  describe(text: string, declarations: string): readonly Readonly<Record<string, Value>>[];
  /** What the texts of the database name, a row of sys.sql_expression_dependencies each. */
  dependencies(): readonly DependencyRow[];
  /** What the views of the database read themselves, as far as they still can be bound. */
  viewUses(): readonly ViewUse[];
  /** The parts of a name as T-SQL writes it. */
  parseName(text: string): readonly string[];
  /** What the session that asks may do with a securable: entity, column and permission by name. */
  myPermissions(securable: string | null, securableClass: string | null): readonly { readonly entity: string; readonly column: string; readonly permission: string }[];
}

/** One view. `name` is lower case with its schema: 'sys.tables', 'information_schema.columns'. `narrowedBy`: columns that hold what its object has, so that wanted objects alone give the wanted rows. An array that `rows` gives is never changed afterwards. */
export interface SystemView { readonly name: string; readonly columns: readonly OutputColumn[]; readonly narrowedBy?: readonly string[]; readonly rows: (world: SystemWorld) => Iterable<Row> }

/** A system table function, such as sys.dm_exec_sql_text; lower-case name with schema. */
export interface SystemTableFunction { readonly name: string; readonly columns: readonly OutputColumn[]; readonly rows: (world: SystemWorld, args: Row) => Iterable<Row> }
