// CREATE TYPE (alias and table types) and CREATE SYNONYM.
import { refuseDrawsInBody } from '../binder/sequence-draws';
import { bindDataType } from '../binder/bind-statement';
import type { AliasTypeDefinition, SynonymDefinition, TableTypeDefinition } from '../catalog/definitions';
import { Messages } from '../errors/catalogue';
import { notSupported } from '../errors/not-supported';
import { isSqlError, raise, withFollower } from '../errors/sql-error';
import type { DataTypeName } from '../syntax/ast/common';
import type { CreateSynonym, CreateType } from '../syntax/ast/ddl';
import { ownEntry } from '../types/own-entry';
import { resolveType } from '../types/parse-type';
import type { DdlContext } from './objects/ddl-context';
import { requireFreeName } from './objects/named-objects';
import { isTemporaryName, placeOf, written, type Place } from './objects/object-names';
import { takeObjectId, takeUserTypeId } from './objects/object-ids';
import { addParts, emptyTable } from './tables/table-builder';
import { addObject } from './objects/table-change';
import { siteOfVariable } from './objects/table-site';
import { alterXmlCollection, createXmlCollection, dropXmlCollection } from './xml-collection-ddl';

/** Creates an alias type or a table type; raises 219, 222, 15226. */
export function createType(ddl: DdlContext, statement: CreateType): void {
  const place = placeOf(ddl, statement.name);
  const isSystemName = resolveType(place.name, [], { collation: ddl.bind.collation, isColumn: true, position: 0 }) !== undefined;
  if (isSystemName || place.database.catalog.findType(place.schemaId, place.name)) throw raise(Messages.TypeExists, { name: written(statement.name) });
  addObject(ddl, place.database, statement.table ? tableType(ddl, place, statement.table) : aliasType(ddl, place, statement));
}

const headerOf = (ddl: DdlContext, place: Place) => ({ objectId: takeObjectId(place.database.catalog), schemaId: place.schemaId, name: place.name, createdAt: ddl.now, modifiedAt: ddl.now });

/** System types that no alias type can stand on, by the name that the refusal has for them. */
const NO_BASES: Readonly<Record<string, string>> = {
  hierarchyid: 'hierarchyid',
  geography: 'geography',
  geometry: 'geometry',
  rowversion: 'timestamp',
  timestamp: 'timestamp',
  sysname: 'sysname',
  xml: 'xml',
};

function isSystemType({ name: { parts }, args }: DataTypeName, ddl: DdlContext): boolean {
  if (parts.length > 1 && (parts.length > 2 || parts[0]?.toLowerCase() !== 'sys')) return false;
  return resolveType(parts.at(-1) ?? '', args, { collation: ddl.bind.collation, isColumn: true, position: 0 }) !== undefined;
}

function aliasType(ddl: DdlContext, place: Place, { base }: CreateType): AliasTypeDefinition {
  if (!base) throw notSupported('CREATE TYPE without FROM or AS TABLE');
  const known = ownEntry(NO_BASES, base.type.name.parts.at(-1)?.toLowerCase() ?? '');
  if (known === 'xml') throw raise(Messages.TypeOverXml, {});
  if (known !== undefined) throw raise(Messages.InvalidBaseType, { name: known });
  const bound = bindBase(ddl, place, base.type);
  return { kind: 'alias-type', ...headerOf(ddl, place), userTypeId: takeUserTypeId(place.database.catalog), base: bound.type, isNullable: base.isNullable ?? true };
}

/** What is too precise for any type is told with 225. */
function bindBase(ddl: DdlContext, place: Place, type: DataTypeName): ReturnType<typeof bindDataType> {
  try {
    if (!isSystemType(type, ddl)) throw raise(Messages.InvalidBaseType, { name: type.name.parts.join('.') });
    return bindDataType(type, ddl.bind, 'column', { position: 0 });
  } catch (error) {
    if (isSqlError(error) && error.number === Messages.PrecisionAboveMaximum.number) throw withFollower(error, raise(Messages.ParametersNotValid, { kind: 'UDT', name: place.name }));
    throw error;
  }
}

function tableType(ddl: DdlContext, place: Place, parts: NonNullable<CreateType['table']>): TableTypeDefinition {
  if (parts.constraints.some((constraint) => constraint.kind === 'foreign-key')) throw notSupported('foreign keys in table types');
  refuseDrawsInBody(parts.columns);
  const { catalog } = place.database;
  const header = headerOf(ddl, place);
  const site = siteOfVariable(ddl, place.name);
  // The catalog shows the constraints of the type, so they have ids of its database.
  const table = addParts({ ...site, newObjectId: () => takeObjectId(catalog) }, emptyTable(site), parts);
  return { kind: 'table-type', ...header, userTypeId: takeUserTypeId(catalog), table };
}

/** Creates a synonym; what it points to need not exist. Raises 2714. */
function createSynonym(ddl: DdlContext, statement: CreateSynonym): void {
  const place = placeOf(ddl, statement.name);
  if (isTemporaryName(place.name)) throw notSupported('temporary synonyms');
  requireFreeName(place.database.catalog, place.schemaId, place.name);
  const synonym: SynonymDefinition = { kind: 'synonym', ...headerOf(ddl, place), target: statement.target.parts };
  addObject(ddl, place.database, synonym);
}

/** What runs the statements of types, synonyms and collections of schemas. */
export const TYPE_RUNNERS = {
  'create-type': createType,
  'create-synonym': createSynonym,
  'create-xml-collection': createXmlCollection,
  'alter-xml-collection': alterXmlCollection,
  'drop-xml-collection': dropXmlCollection,
} as const;
