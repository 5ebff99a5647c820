// What stands against XML indexes, in numeric order. catalogue.ts takes them in.
import { message } from './sql-error';

/** Messages of CREATE XML INDEX and of dropping such indexes. */
export const XML_INDEX_MESSAGES = {
  XmlIndexDropOptions: message(6324, 16, 'DROP XML INDEX does not support any options.'),
  XmlIndexColumnType: message(6330, 16, "Column '{column}' on table '{table}' is not of type XML, which is required to create an XML index on it."),
  SecondPrimaryXmlIndex: message(6331, 16, "Primary XML Index '{index}' already exists on column '{column}' on table '{table}', and multiple Primary XML Indexes per column are not allowed."),
  XmlIndexNeedsKey: message(6332, 16, "Table '{table}' needs to have a clustered primary key with less than {count} columns in it in order to create a primary XML index on it."),
  PrimaryXmlIndexMissing: message(6333, 16, "Could not find primary XML index named '{index}' on table '{table}'"),
  XmlIndexOfNoTable: message(6334, 16, "Could not create the XML or spatial index on object '{name}' because that object is not a table. Create the index on the base table column."),
  XmlIndexKeySize: message(6336, 16, "Maximum size of primary index of table '{table}' is {size} bytes. CREATE XML INDEX requires that such size should be limited to {limit} bytes", 201),
  XmlIndexComputed: message(6342, 16, "Cannot create primary xml, selective xml or spatial index '{index}' on table '{table}', column '{column}', because the column is computed."),
  XmlIndexWithoutPrimary: message(6343, 16, "Cannot create secondary xml or secondary selective xml index '{index}' without a USING XML INDEX clause."),
  PrimaryXmlIndexElsewhere: message(6344, 16, "The primary xml index '{index}' does not exist on table '{table}' column '{column}'."),
} as const;
