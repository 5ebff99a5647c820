// What extended properties are about: the classes of securables, and those things that a name and a type of level 0 or 1 find. Knows no properties.
import type { Catalog, DatabaseHeader } from './database';
import type { CatalogObject } from './definitions';
import { fileGroupsOf } from './data-spaces';

/** The classes of sys.extended_properties. */
export const PropertyClass = { database: 0, object: 1, parameter: 2, schema: 3, type: 6, index: 7, xmlCollection: 10, dataSpace: 20, partitionFunction: 21, databaseFile: 22 } as const;

/** Something that can have properties, by the name it has at its level. */
export interface PropertyHolder {
  readonly name: string;
  readonly securableClass: number;
  readonly majorId: number;
}

interface Holding { readonly catalog: Catalog; readonly header: DatabaseHeader }

/** Everything of a level 0 type that is no schema; undefined for a type that is none of them. */
export function databaseHolders({ catalog, header }: Holding, type: string): readonly PropertyHolder[] | undefined {
  switch (type) {
    case 'TRIGGER': return catalog.databaseTriggers.map(({ name, objectId }) => ({ name, securableClass: PropertyClass.object, majorId: objectId }));
    case 'FILEGROUP': return fileGroupsOf(header).map(({ name, dataSpaceId }) => ({ name, securableClass: PropertyClass.dataSpace, majorId: dataSpaceId }));
    case 'PARTITION SCHEME': return catalog.partitionSchemes.map(({ name, dataSpaceId }) => ({ name, securableClass: PropertyClass.dataSpace, majorId: dataSpaceId }));
    case 'PARTITION FUNCTION': return catalog.partitionFunctions.map(({ name, functionId }) => ({ name, securableClass: PropertyClass.partitionFunction, majorId: functionId }));
    default: return undefined;
  }
}

const OBJECT_TYPES: ReadonlyMap<string, CatalogObject['kind']> = new Map([
  ['TABLE', 'table'], ['VIEW', 'view'], ['PROCEDURE', 'procedure'], ['FUNCTION', 'function'], ['SEQUENCE', 'sequence'], ['SYNONYM', 'synonym'],
  ['TYPE', 'alias-type'], ['TABLE_TYPE', 'table-type'], ['XML SCHEMA COLLECTION', 'xml-collection'],
]);

/** The kind of object that a level 1 type means; undefined where it means none. */
export const kindOfLevel = (type: string): CatalogObject['kind'] | undefined => OBJECT_TYPES.get(type);

/** An object of a schema as a holder of properties. */
export function objectHolder(object: CatalogObject): PropertyHolder {
  const { name } = object;
  if (object.kind === 'alias-type' || object.kind === 'table-type') return { name, securableClass: PropertyClass.type, majorId: object.userTypeId };
  if (object.kind === 'xml-collection') return { name, securableClass: PropertyClass.xmlCollection, majorId: object.collectionId };
  return { name, securableClass: PropertyClass.object, majorId: object.objectId };
}
