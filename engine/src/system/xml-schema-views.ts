// XML schema collections: which there are, their namespaces, and the columns and parameters that have one. Their components have no views here.
import type { XmlCollectionDefinition } from '../catalog/definitions';
import type { SqlType } from '../types/sql-type';
import { XSD } from '../types/xsd/components';
import { schemaSetOf } from '../types/xsd/read-schema';
import { defineCatalogView } from './define-view';
import type { SystemView, SystemWorld } from './system-view';

const SYS = 4;
/** The namespaces of the collection that every database comes with. */
const OWN_NAMESPACES = [XSD, 'http://schemas.microsoft.com/sqlserver/2004/sqltypes', 'http://www.w3.org/XML/1998/namespace'];

function* collectionsOf({ database }: SystemWorld): Iterable<XmlCollectionDefinition> {
  for (const object of database.catalog.objects()) if (object.kind === 'xml-collection') yield object;
}

const usage = (type: SqlType): number | undefined => type.xmlSchema?.collectionId;

/** Views over collections of schemas. */
export const XML_SCHEMA_VIEWS: readonly SystemView[] = [
  defineCatalogView('sys.xml_schema_collections', 'xml_collection_id int, schema_id int, principal_id int?, name sysname, create_date datetime, modify_date datetime', function* (world) {
    const { startedAt } = world.instance;
    yield { xml_collection_id: 1, schema_id: SYS, name: 'sys', create_date: startedAt, modify_date: startedAt };
    for (const { collectionId, schemaId, name, createdAt, modifiedAt } of collectionsOf(world)) {
      yield { xml_collection_id: collectionId, schema_id: schemaId, name, create_date: createdAt, modify_date: modifiedAt };
    }
  }),
  defineCatalogView('sys.xml_schema_namespaces', 'xml_collection_id int, name nvarchar4000, xml_namespace_id int', function* (world) {
    for (const [i, name] of OWN_NAMESPACES.entries()) yield { xml_collection_id: 1, name, xml_namespace_id: i + 1 };
    for (const { collectionId, sources } of collectionsOf(world)) {
      for (const [i, name] of schemaSetOf(sources).namespaces.entries()) yield { xml_collection_id: collectionId, name, xml_namespace_id: i + 1 };
    }
  }),
  defineCatalogView('sys.column_xml_schema_collection_usages', 'object_id int, column_id int, xml_collection_id int', function* (world) {
    for (const object of world.database.catalog.objects()) {
      if (object.kind !== 'table') continue;
      for (const column of object.columns) {
        const id = usage(column.type);
        if (id !== undefined) yield { object_id: object.objectId, column_id: column.columnId, xml_collection_id: id };
      }
    }
  }),
  defineCatalogView('sys.parameter_xml_schema_collection_usages', 'object_id int, parameter_id int, xml_collection_id int', function* (world) {
    for (const object of world.database.catalog.objects()) {
      if (object.kind !== 'procedure' && object.kind !== 'function') continue;
      const result = object.kind === 'function' && object.returns ? usage(object.returns) : undefined;
      if (result !== undefined) yield { object_id: object.objectId, parameter_id: 0, xml_collection_id: result };
      for (const [i, parameter] of object.parameters.entries()) {
        const id = usage(parameter.type);
        if (id !== undefined) yield { object_id: object.objectId, parameter_id: i + 1, xml_collection_id: id };
      }
    }
  }),
];
