// How sp_describe_undeclared_parameters tells of a parameter. Knows no query.
import type { Database } from '../../../instance/instance';
import type { ResultColumn } from '../../../tds/session-port';
import { formatType, precisionOf, scaleOf, storageBytes, typeId } from '../../../types/format-type';
import { BIT, INT, isCharacter, nvarchar, SMALLINT, SYSNAME, TINYINT } from '../../../types/sql-type';
import type { Row } from '../../../types/value';
import type { Deduction } from './deduced-types';
import { collectionValues, isCaseSensitive, optional, required, userTypeValues, wireLength, wireType } from './described-columns';

/** A parameter and what was found of it. */
export interface UndeclaredParameter extends Deduction { readonly name: string }

/** The columns. */
export const PARAMETER_COLUMNS: readonly ResultColumn[] = [
  ...required(INT, 'parameter_ordinal'),
  ...required(SYSNAME, 'name'),
  ...required(INT, 'suggested_system_type_id'),
  ...optional(nvarchar(256), 'suggested_system_type_name'),
  ...required(SMALLINT, 'suggested_max_length'),
  ...required(TINYINT, 'suggested_precision', 'suggested_scale'),
  ...optional(INT, 'suggested_user_type_id'),
  ...optional(SYSNAME, 'suggested_user_type_database', 'suggested_user_type_schema', 'suggested_user_type_name'),
  ...optional(nvarchar(4000), 'suggested_assembly_qualified_type_name'),
  ...optional(INT, 'suggested_xml_collection_id'),
  ...optional(SYSNAME, 'suggested_xml_collection_database', 'suggested_xml_collection_schema', 'suggested_xml_collection_name'),
  ...required(BIT, 'suggested_is_xml_document', 'suggested_is_case_sensitive', 'suggested_is_fixed_length_clr_type', 'suggested_is_input', 'suggested_is_output'),
  ...optional(SYSNAME, 'formal_parameter_name'),
  ...required(INT, 'suggested_tds_type_id', 'suggested_tds_length'),
];

/** A row of them. */
export function parameterRow({ name, type, userTypeId, formalName, isOutput }: UndeclaredParameter, ordinal: number, database: Database): Row {
  const collation = isCharacter(type) ? (type.collation ?? database.header.options.collation) : null;
  return [
    ordinal,
    name,
    typeId(type.name)?.systemTypeId ?? 0,
    formatType(type),
    storageBytes(type),
    precisionOf(type),
    scaleOf(type),
    ...userTypeValues(userTypeId, database),
    null,
    ...collectionValues(type, database),
    Number(type.xmlSchema?.isDocument === true),
    isCaseSensitive(collation),
    0,
    1,
    Number(isOutput === true),
    formalName ?? null,
    wireType({ type, isNullable: true }),
    wireLength(type),
  ];
}
