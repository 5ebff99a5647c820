// FILEGROUP_ID, FILEGROUPPROPERTY and $PARTITION: what metadata functions say of data spaces.
import { fileGroupById, fileGroupNamed, PRIMARY_SPACE } from '../../catalog/data-spaces';
import type { FileGroup } from '../../catalog/definitions';
import { partitionFunctionNamed } from '../../catalog/partitioning';
import { partitionNumber } from '../../catalog/partitions';
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import type { PropertyValue } from '../../exec/functions/function-context';
import type { Database } from '../../instance/instance';
import type { Value } from '../../types/value';
import { answerProperty } from './properties';

/** The file group of that name or id. */
export const fileGroupIn = (database: Database | undefined, key: string | number): FileGroup | undefined =>
  database && (typeof key === 'number' ? fileGroupById(database.header, key) : fileGroupNamed(database.header, key));

/** FILEGROUPPROPERTY. */
export function fileGroupPropertyOf(database: Database | undefined, name: string, property: string): PropertyValue {
  const group = fileGroupIn(database, name);
  if (!group) return null;
  const values = { isreadonly: group.isReadOnly, isuserdefinedfg: group.dataSpaceId !== PRIMARY_SPACE, isdefault: group.isDefault, isautogrowallfiles: group.isAutogrowAllFiles };
  return answerProperty(values, property, { by: 'FILEGROUPPROPERTY', names: new Set<string>() });
}

/** $PARTITION; raises 208 for a function that is gone. */
export function partitionNumberIn(database: Database | undefined, name: string, value: Value): number {
  const partition = database && partitionFunctionNamed(database.catalog, name);
  if (!partition) throw raise(Messages.InvalidObjectName, { name: `$partition.${name}` }, 213);
  return partitionNumber(partition, value);
}
