// Columns of a table from their definitions: type, nullability, identity, default. Computed ones are computed-column.ts's.
import { bindDataType } from '../../binder/bind-statement';
import { bindNewDefault } from '../../binder/bind-table';
import type { Column, DefaultConstraint } from '../../catalog/definitions';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise, withFollower } from '../../errors/sql-error';
import type { DataTypeName } from '../../syntax/ast/common';
import type { ColumnDefinition } from '../../syntax/ast/ddl';
import type { Expression } from '../../syntax/ast/expression';
import { printDefinition } from '../../syntax/print';
import { readWhole, wholeRange } from '../../types/number/whole-range';
import { collationIn, foldName, type NameRules } from '../../types/text/collation';
import { isCharacter, type SqlType } from '../../types/sql-type';
import { requireConversion } from '../../types/conversion/convert';
import { forbidColumns, forbidSubqueries } from '../objects/expression-tree';
import { readMask } from './mask-function';
import { notCreated } from '../objects/named-objects';
import { generatedName } from '../objects/object-ids';
import { isTemporaryName } from '../objects/object-names';
import type { TableSite } from '../objects/table-site';

/** A column's name and type before anything else is known of it. */
export interface TypedColumn { readonly type: SqlType; readonly userTypeId?: number; readonly isNullable?: boolean }

/** The state of 447 where a column's definition has the COLLATE. */
const STATE_COLUMN = 1;

/** Binds a column's type with its collation; raises 2715, 447, 448, 452. */
export function bindColumnType(site: TableSite, name: DataTypeName, collation: string | undefined, declared: { readonly position: number; readonly subject: string }): TypedColumn {
  const { position } = declared;
  const bound = bindDataType(name, site.bind, 'column', declared);
  // A temporary table takes its types from tempdb, where the database's own do not exist.
  if (bound.userTypeId !== undefined && isTemporaryName(site.name) && site.ddl.database !== site.database) throw raise(Messages.CannotFindDataType, { position, name: name.name.parts.join('.') });
  if (bound.type.xmlSchema && isTemporaryName(site.name) && site.ddl.database !== site.database) throw raise(Messages.XmlCollectionUnknown, { name: bound.type.xmlSchema.name });
  if (collation === undefined) return bound;
  if (bound.userTypeId !== undefined) throw raise(Messages.CollateOnUserType, {});
  if (!isCharacter(bound.type)) throw raise(Messages.CollateOnNonText, { type: bound.type.name }, STATE_COLUMN);
  return { ...bound, type: { ...bound.type, collation: collationIn(site.bind.collation, collation) } };
}

/** How one column is to be built: its id, and whether a PRIMARY KEY of the statement covers it. */
export interface ColumnOrder { readonly columnId: number; readonly position: number; readonly isInPrimaryKey: boolean }

/** A column that is not computed. */
export function buildColumn(site: TableSite, definition: ColumnDefinition, order: ColumnOrder): Column {
  if (!definition.type) throw raise(Messages.SyntaxNear, { token: definition.name.name });
  const typed = bindColumnType(site, definition.type, definition.collation, { position: order.position, subject: definition.name.name });
  if (site.ddl.ansiPadding === false && PADDED.has(typed.type.name)) throw notSupported(`a ${typed.type.name} column under SET ANSI_PADDING OFF`);
  if (definition.isHidden && !definition.generatedAlways) throw notSupported('HIDDEN on a column that belongs to no period');
  if (definition.mask !== undefined && site.isVariable) throw notSupported('masked columns of table variables and table types');
  if (definition.isRowGuid && typed.type.name !== 'uniqueidentifier') throw raise(Messages.RowGuidType, {});
  const column: Column = {
    columnId: order.columnId, name: definition.name.name, type: typed.type, isNullable: nullabilityOf(site, definition, typed, order),
    ...(typed.userTypeId === undefined ? {} : { userTypeId: typed.userTypeId }), ...identityOf(site, definition, typed.type),
    isRowGuid: definition.isRowGuid, isHidden: definition.isHidden, isSparse: definition.isSparse,
    ...(definition.generatedAlways ? { generated: definition.generatedAlways } : {}),
    ...(definition.mask === undefined ? {} : { mask: readMask(definition.mask, { name: definition.name.name, type: typed.type }) }),
  };
  requireSparse(column, site.name);
  if (!definition.default) return column;
  return { ...column, default: buildDefault(site, column, { name: definition.default.name?.name, expression: definition.default.expression }) };
}

const NEVER_SPARSE = new Set(['text', 'ntext', 'image', 'geometry', 'geography', 'timestamp']);

/** Raises 11410 for a column with a default that is to become sparse, 1731 for a sparse column that takes no NULL, is an identity or ROWGUIDCOL, or of a type that cannot be sparse. */
export function requireSparse(column: Column, table: string): void {
  const isWrong = !column.isNullable || column.identity !== undefined || column.isRowGuid || column.userTypeId !== undefined || NEVER_SPARSE.has(column.type.name);
  if (column.isSparse && column.default) throw raise(Messages.SparseWithDefault, { column: column.name, table });
  if (column.isSparse && isWrong) throw raise(Messages.SparseColumn, { column: column.name, table });
}

/** Raises 2749 for an identity column that takes NULL or is of a type without a range of whole numbers. */
export function requireIdentityType({ name: column, type, identity, isNullable }: Column): void {
  if (identity && (!wholeRange(type) || isNullable)) throw raise(Messages.IdentityType, { column });
}

function nullabilityOf(site: TableSite, definition: ColumnDefinition, typed: TypedColumn, order: ColumnOrder): boolean {
  if (definition.isNullable !== undefined) return definition.isNullable;
  // sysname is the one system type that is NOT NULL by itself; a rowversion is never NULL.
  const isNeverNull = typed.type.name === 'timestamp' || foldName(definition.type?.name.parts.at(-1) ?? '') === 'sysname';
  if (definition.identity || definition.generatedAlways || order.isInPrimaryKey || isNeverNull) return false;
  return typed.isNullable ?? (site.ddl.ansiNullDefault !== false || site.database.header.options.ansiNullDefault);
}

const PADDED: ReadonlySet<string> = new Set(['char', 'varchar', 'binary', 'varbinary']);

function identityOf(site: TableSite, definition: ColumnDefinition, type: SqlType): Pick<Column, 'identity'> {
  const { identity, name: { name: column } } = definition;
  if (!identity) return {};
  const range = wholeRange(type);
  if (!range) throw raise(Messages.IdentityType, { column });
  if (definition.isNullable === true) throw raise(Messages.IdentityNullable, { column, table: site.name });
  if (definition.default) throw notCreated(raise(Messages.DefaultOnIdentity, { table: site.name, column }), 0);
  const seed = readWhole(identity.seed, range);
  if (typeof seed !== 'bigint') throw raise(Messages.IdentitySeed, { column }, seed === 'beyond' ? 1 : 2);
  const increment = readWhole(identity.increment, range);
  if (typeof increment !== 'bigint') throw raise(Messages.IdentityIncrement, { column }, increment === 'beyond' ? 1 : 3);
  if (increment === 0n) throw raise(Messages.IdentityIncrement, { column }, 2);
  return { identity: { seed, increment, isNotForReplication: identity.notForReplication } };
}

/** A DEFAULT constraint: its expression is bound for its errors and kept as text. */
export function buildDefault(site: TableSite, column: Column, given: { readonly name?: string; readonly expression: Expression }): DefaultConstraint {
  if (column.identity) throw notCreated(raise(Messages.DefaultOnIdentity, { table: site.name, column: column.name }), 0);
  if (column.type.name === 'timestamp') throw notCreated(raise(Messages.DefaultOnTimestamp, { table: site.name, column: column.name }), 0);
  if (column.isSparse) throw notCreated(raise(Messages.DefaultOnSparse, { table: site.name, column: column.name }));
  if (column.computed) throw notCreated(raise(Messages.NoSuchColumnForDefault, { table: site.name, column: column.name }));
  forbidSubqueries(given.expression);
  forbidColumns(given.expression);
  const bound = bindNewDefault(given.expression, column, site.bind);
  if (!(bound.kind === 'constant' && bound.value === null)) requireConversion(bound.type, column.type, false);
  const objectId = site.newObjectId();
  return {
    objectId, name: given.name ?? generatedName('DF', site.name, column.name, objectId), definition: printDefinition(given.expression),
    isSystemNamed: given.name === undefined, createdAt: site.ddl.now,
  };
}

/** Raises 2705 (with the state given), 2738, 2744 and 8196 for columns that cannot stand together. */
export function requireDistinctColumns(table: string, columns: readonly Column[], names: NameRules, state?: number): void {
  const seen = new Set<string>();
  let identity = 0;
  let timestamp = 0;
  if (columns.filter((column) => column.isRowGuid).length > 1) throw raise(Messages.RowGuidTwice, {});
  for (const column of columns) {
    const key = names.keyOf(column.name);
    if (seen.has(key)) throw raise(Messages.DuplicateColumn, { column: column.name, table }, state);
    seen.add(key);
    if (column.identity && ++identity > 1) throw raise(Messages.SecondIdentity, { table });
    if (column.type.name === 'timestamp' && !column.computed && ++timestamp > 1) throw raise(Messages.SecondTimestamp, { table, column: column.name });
  }
}

const KEYWORDS = { check: 'CHECK', unique: 'UNIQUE', 'primary-key': 'PRIMARY KEY', default: 'DEFAULT' } as const;

/** A column has at most one constraint of a kind of its own (8148), and not both keys (8151). */
export function requireOneOfEach(table: string, definition: ColumnDefinition): void {
  const column = definition.name.name;
  const kinds = definition.constraints.map((constraint) => constraint.kind);
  if (definition.hasTwoNullabilities === true) throw raise(Messages.NullabilityTwice, { column, table });
  if (definition.hasTwoDefaults === true) throw raise(Messages.ConstraintTwice, { kind: 'DEFAULT', column, table });
  const twice = kinds.find((kind, i) => kinds.indexOf(kind) !== i);
  if (twice === 'foreign-key') throw notSupported('REFERENCES written twice in a column\'s definition');
  const error = twice && raise(Messages.ConstraintTwice, { kind: KEYWORDS[twice], column, table });
  if (error) throw twice === 'primary-key' ? withFollower(error, raise(Messages.SecondPrimaryKeyInStatement, { table })) : error;
  if (kinds.includes('primary-key') && kinds.includes('unique')) throw raise(Messages.BothKeys, { column, table });
}
