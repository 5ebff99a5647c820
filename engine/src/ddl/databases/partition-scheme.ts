// CREATE, ALTER and DROP PARTITION SCHEME: which file group each partition of a function is on.
import { fileGroupNamed, fileGroupsOf, tablesOn } from '../../catalog/data-spaces';
import { partitionFunctionNamed, partitionSchemeNamed } from '../../catalog/partitioning';
import { fanout, type PartitionScheme } from '../../catalog/partitions';
import { PropertyClass } from '../../catalog/property-holders';
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import type { PartitionSchemeStatement } from '../../syntax/ast/ddl';
import { sameName } from '../../types/text/collation';
import type { DdlContext } from '../objects/ddl-context';
import { dropPropertiesOfHolder } from '../objects/extended-properties';
import { changePartitionFunction, endingTransaction, putSchemes } from './partition-function';

type Create = Extract<PartitionSchemeStatement['action'], { kind: 'create' }>;

/** Runs one of the three. Raises 208, 2714, 3701, 7707, 7717, 7723. */
function changePartitionScheme(ddl: DdlContext, { name, action }: PartitionSchemeStatement): void {
  endingTransaction(() => {
    const existing = partitionSchemeNamed(ddl.database.catalog, name);
    if (action.kind === 'create') return createScheme(ddl, name, action, existing);
    if (!existing) throw action.kind === 'drop' ? raise(Messages.CannotDrop, { kind: 'partition scheme', name }) : raise(Messages.InvalidObjectName, { name });
    return action.kind === 'drop' ? dropScheme(ddl, existing) : markNextUsed(ddl, existing, action.fileGroup);
  });
}

function createScheme(ddl: DdlContext, name: string, { functionName, isAll, fileGroups }: Create, existing: PartitionScheme | undefined): void {
  const { catalog, header } = ddl.database;
  const partition = partitionFunctionNamed(catalog, functionName);
  if (!partition) throw raise(Messages.InvalidObjectName, { name: functionName });
  if (existing) throw raise(Messages.ObjectExists, { name });
  const count = fanout(partition);
  if (!isAll && fileGroups.length < count) throw raise(Messages.TooFewFileGroups, { function: partition.name, scheme: name });
  const dataSpaceId = catalog.nextPartitionSchemeId++;
  if (isAll && fileGroups.length > 1) throw raise(Messages.OneFileGroupForAll, {});
  const ids = fileGroups.map((group) => groupId(ddl, group));
  if (fileGroupsOf(header).some((group) => sameName(group.name, name))) throw raise(Messages.ObjectExists, { name });
  const fileGroupIds = isAll ? Array.from({ length: count }, () => ids[0] ?? 1) : ids.slice(0, count);
  const nextUsed = isAll ? ids[0] : ids[count];
  putSchemes(ddl, [...catalog.partitionSchemes, { dataSpaceId, name, functionId: partition.functionId, fileGroupIds, ...(nextUsed === undefined ? {} : { nextUsed }) }]);
  if (nextUsed === undefined) return;
  const next = fileGroupsOf(header).find((group) => group.dataSpaceId === nextUsed)?.name ?? '';
  ddl.info(7712, 0, `Partition scheme '${name}' has been created successfully. '${next}' is marked as the next used filegroup in partition scheme '${name}'.`);
  if (!isAll && ids.length > count + 1) ddl.info(7713, 0, `${ids.length - count - 1} filegroups specified after the next used filegroup are ignored.`);
}

function groupId({ database: { header } }: DdlContext, name: string): number {
  const group = fileGroupNamed(header, name);
  if (!group) throw raise(Messages.InvalidObjectName, { name }, 58);
  return group.dataSpaceId;
}

function markNextUsed(ddl: DdlContext, scheme: PartitionScheme, fileGroup: string | undefined): void {
  const { nextUsed, ...kept } = scheme;
  const { database: { header, catalog } } = ddl;
  const group = fileGroup === undefined ? undefined : fileGroupNamed(header, fileGroup);
  if (fileGroup !== undefined && !group) throw raise(Messages.InvalidObjectName, { name: fileGroup }, 61);
  if (!group && nextUsed === undefined) {
    ddl.info(7710, 0, `Warning: The partition scheme '${scheme.name}' does not have any next used filegroup. Partition scheme has not been changed.`);
    return;
  }
  putSchemes(ddl, catalog.partitionSchemes.map((other) => (other === scheme ? { ...kept, ...(group ? { nextUsed: group.dataSpaceId } : {}) } : other)));
}

function dropScheme(ddl: DdlContext, scheme: PartitionScheme): void {
  const { catalog } = ddl.database;
  const [table] = tablesOn(catalog, scheme.dataSpaceId);
  if (table) throw raise(Messages.PartitionSchemeInUse, { name: scheme.name });
  putSchemes(ddl, catalog.partitionSchemes.filter((other) => other !== scheme));
  dropPropertiesOfHolder(ddl, ddl.database, { securableClass: PropertyClass.dataSpace, majorId: scheme.dataSpaceId });
}

/** What runs statements about partition functions and schemes, by their kind. */
export const PARTITION_RUNNERS = { 'partition-function': changePartitionFunction, 'partition-scheme': changePartitionScheme };
