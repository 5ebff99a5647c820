// CREATE, ALTER and DROP PARTITION FUNCTION. Rows stay where they are: which partition they are in follows from their values.
import { bindDataType } from '../../binder/bind-statement';
import { partitionFunctionNamed, schemesOf } from '../../catalog/partitioning';
import { fanout, partitionNumber, type PartitionFunction, type PartitionScheme } from '../../catalog/partitions';
import { PropertyClass } from '../../catalog/property-holders';
import { Messages } from '../../errors/catalogue';
import { isSqlError, raise } from '../../errors/sql-error';
import type { PartitionFunctionStatement } from '../../syntax/ast/ddl';
import type { Expression } from '../../syntax/ast/expression';
import { collationIn } from '../../types/text/collation';
import { compareNullsFirst } from '../../types/compare';
import { isCharacter } from '../../types/sql-type';
import type { DdlContext } from '../objects/ddl-context';
import { dropPropertiesOfHolder } from '../objects/extended-properties';
import { boundaryValue } from './partition-boundary';
import { changePartitions } from './splittable';

type Action<K> = Extract<PartitionFunctionStatement['action'], { kind: K }>;

const MAXIMUM_PARTITIONS = 15_000;
const EXCLUDED_TYPES = new Set(['text', 'ntext', 'image', 'xml', 'timestamp', 'geometry', 'geography', 'hierarchyid', 'vector']);

/** Whatever is refused of partitions ends its batch and its transaction. */
export function endingTransaction<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (isSqlError(error)) error.endsTransaction = true;
    throw error;
  }
}

/** Runs one of the three. Raises 2714, 3701, 7704 to 7721. */
export function changePartitionFunction(ddl: DdlContext, { name, action }: PartitionFunctionStatement): void {
  endingTransaction(() => {
    if (action.kind === 'create') return createFunction(ddl, name, action);
    const existing = partitionFunctionNamed(ddl.database.catalog, name);
    if (!existing) throw action.kind === 'drop' ? raise(Messages.CannotDrop, { kind: 'partition function', name }) : raise(Messages.InvalidObjectName, { name });
    if (action.kind === 'drop') return dropFunction(ddl, existing);
    return action.kind === 'split' ? split(ddl, existing, action.boundary) : merge(ddl, existing, action.boundary);
  });
}

function putFunctions(ddl: DdlContext, after: readonly PartitionFunction[]): void {
  ddl.transaction.applyCatalogChange(ddl.database.header.databaseId, { kind: 'partition-functions', before: ddl.database.catalog.partitionFunctions, after });
}

/** Puts the partition schemes of the database into the catalog. */
export function putSchemes(ddl: DdlContext, after: readonly PartitionScheme[]): void {
  ddl.transaction.applyCatalogChange(ddl.database.header.databaseId, { kind: 'partition-schemes', before: ddl.database.catalog.partitionSchemes, after });
}

function createFunction(ddl: DdlContext, name: string, { type: written, collation, isRight, boundaries }: Action<'create'>): void {
  const { catalog } = ddl.database;
  const functionId = catalog.nextPartitionFunctionId++;
  if (partitionFunctionNamed(catalog, name)) throw raise(Messages.ObjectExists, { name });
  const bound = bindDataType(written, ddl.bind, 'column');
  if (bound.userTypeId !== undefined) throw raise(Messages.PartitionType, { type: written.name.parts.join('.') }, 3);
  const type = isCharacter(bound.type) ? { ...bound.type, collation: collationIn(ddl.bind.collation, collation ?? 'database_default') } : bound.type;
  if (EXCLUDED_TYPES.has(type.name) || type.length === 'max') throw raise(Messages.PartitionType, { type: written.name.parts.join('.') });
  if (boundaries.length >= MAXIMUM_PARTITIONS) throw raise(Messages.TooManyPartitions, { maximum: MAXIMUM_PARTITIONS });
  const values = boundaries.map((boundary, i) => boundaryValue(ddl, boundary, type, i + 1));
  const compare = compareNullsFirst(type);
  const order = values.map((_, i) => i).sort((a, b) => compare(values[a] ?? null, values[b] ?? null) || a - b);
  const sorted = order.map((i) => values[i] ?? null);
  requireOnce(order, (a, b) => compare(values[a] ?? null, values[b] ?? null) === 0);
  if (sorted.some((value, i) => value !== values[i])) {
    ddl.info(7709, 0, `Warning: Range value list for partition function '${name}' is not sorted by value. Mapping of partitions to filegroups during CREATE PARTITION SCHEME will use the sorted boundary values if the function '${name}' is referenced in CREATE PARTITION SCHEME.`);
  }
  putFunctions(ddl, [...catalog.partitionFunctions, { functionId, name, type, isRight, boundaries: sorted, createdAt: ddl.now, modifiedAt: ddl.now }]);
}

/** Raises 7708 for the first boundary that stands before; `order` has equal ones side by side, each behind the earlier ones. */
function requireOnce(order: readonly number[], isSame: (a: number, b: number) => boolean): void {
  let first = 0;
  const twice = order.flatMap((at, i) => {
    const before = order[i - 1];
    if (before === undefined || !isSame(before, at)) first = at;
    return first === at ? [] : [{ first: first + 1, second: at + 1 }];
  });
  const [earliest] = twice.sort((a, b) => a.second - b.second);
  if (earliest) throw raise(Messages.BoundaryTwice, earliest);
}

function dropFunction(ddl: DdlContext, existing: PartitionFunction): void {
  const { catalog } = ddl.database;
  if (schemesOf(catalog, existing).length > 0) throw raise(Messages.PartitionFunctionInUse, { name: existing.name });
  putFunctions(ddl, catalog.partitionFunctions.filter((other) => other !== existing));
  dropPropertiesOfHolder(ddl, ddl.database, { securableClass: PropertyClass.partitionFunction, majorId: existing.functionId });
}

function split(ddl: DdlContext, existing: PartitionFunction, written: Expression): void {
  const { catalog } = ddl.database;
  const boundary = boundaryValue(ddl, written, existing.type, 1);
  const compare = compareNullsFirst(existing.type);
  const there = existing.boundaries.findIndex((other) => compare(other, boundary) === 0);
  if (there >= 0) throw raise(Messages.BoundaryThere, { ordinal: there + 1 });
  if (fanout(existing) >= MAXIMUM_PARTITIONS) throw raise(Messages.TooManyPartitions, { maximum: MAXIMUM_PARTITIONS });
  const schemes = schemesOf(catalog, existing);
  const without = schemes.find(({ nextUsed }) => nextUsed === undefined);
  if (without) throw raise(Messages.NoNextUsed, { name: without.name });
  const after = { ...existing, boundaries: [...existing.boundaries, boundary].sort(compare), modifiedAt: ddl.now };
  const at = partitionNumber(after, boundary) - 1;
  const split = partitionNumber(existing, boundary) - 1;
  changePartitions(ddl, schemes, (list) => [...list.slice(0, at), ...list.slice(split, split + 1), ...list.slice(at)]);
  putFunctions(ddl, catalog.partitionFunctions.map((other) => (other === existing ? after : other)));
  putSchemes(ddl, catalog.partitionSchemes.map((scheme) => {
    if (!schemes.includes(scheme)) return scheme;
    const { nextUsed, ...kept } = scheme;
    return { ...kept, fileGroupIds: [...scheme.fileGroupIds.slice(0, at), nextUsed ?? 1, ...scheme.fileGroupIds.slice(at)] };
  }));
}

function merge(ddl: DdlContext, existing: PartitionFunction, written: Expression): void {
  const { catalog } = ddl.database;
  if (existing.boundaries.length === 0) throw raise(Messages.NoPartitionsLeft, {});
  const boundary = boundaryValue(ddl, written, existing.type, 1);
  const compare = compareNullsFirst(existing.type);
  const index = existing.boundaries.findIndex((other) => compare(other, boundary) === 0);
  if (index < 0) throw raise(Messages.BoundaryMissing, {});
  const schemes = schemesOf(catalog, existing);
  const gone = partitionNumber(existing, boundary) - 1;
  changePartitions(ddl, schemes, (list) => list.filter((_, i) => i !== gone));
  putFunctions(ddl, catalog.partitionFunctions.map((other) => (other === existing ? { ...existing, boundaries: existing.boundaries.filter((_, i) => i !== index), modifiedAt: ddl.now } : other)));
  putSchemes(ddl, catalog.partitionSchemes.map((scheme) => (schemes.includes(scheme) ? { ...scheme, fileGroupIds: scheme.fileGroupIds.filter((_, i) => i !== gone) } : scheme)));
}
