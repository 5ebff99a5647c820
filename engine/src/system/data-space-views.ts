// Where rows can be put: sys.data_spaces, and partition functions and schemes. File groups and files are database-views.ts's.
import { fileGroupsOf } from '../catalog/data-spaces';
import { fanout } from '../catalog/partitions';
import { precisionOf, scaleOf, storageBytes, typeId } from '../types/format-type';
import { isCharacter, type SqlType } from '../types/sql-type';
import type { Value, Variant } from '../types/value';
import { defineView, type ViewRecord } from './define-view';

const SPACE = 'name sysname, data_space_id int, type char2, type_desc nvarchar60?, is_default bit?, is_system bit? = 0';
const SCHEME = { type: 'PS', type_desc: 'PARTITION_SCHEME', is_default: false } as const;

const variant = (type: SqlType, value: Value): Variant | null => (value === null ? null : type.name === 'sql_variant' ? (value as Variant) : { kind: 'variant', type, value: value as Variant['value'] });

function parameter(type: SqlType): ViewRecord {
  const ids = typeId(type.name);
  return {
    system_type_id: ids?.systemTypeId ?? 0,
    user_type_id: ids?.userTypeId ?? 0,
    max_length: storageBytes(type),
    precision: precisionOf(type),
    scale: scaleOf(type),
    collation_name: isCharacter(type) ? (type.collation ?? null) : null,
  };
}

/** Views of data spaces. */
export const DATA_SPACE_VIEWS = [
  defineView('sys.data_spaces', SPACE, function* ({ database: { header, catalog } }) {
    for (const { name, dataSpaceId, isDefault } of fileGroupsOf(header)) yield { name, data_space_id: dataSpaceId, is_default: isDefault, type: 'FG', type_desc: 'ROWS_FILEGROUP' };
    for (const { name, dataSpaceId } of catalog.partitionSchemes) yield { ...SCHEME, name, data_space_id: dataSpaceId };
  }),
  defineView('sys.partition_schemes', `${SPACE}, function_id int`, function* ({ database: { catalog } }) {
    for (const { name, dataSpaceId, functionId } of catalog.partitionSchemes) yield { ...SCHEME, name, data_space_id: dataSpaceId, function_id: functionId };
  }),
  defineView(
    'sys.partition_functions',
    "name sysname, function_id int, type char2 = 'R ', type_desc nvarchar60? = 'RANGE', fanout int, boundary_value_on_right bit, is_system bit = 0, create_date datetime, modify_date datetime",
    function* ({ database: { catalog } }) {
      for (const partition of catalog.partitionFunctions) {
        const { name, functionId, isRight, createdAt, modifiedAt } = partition;
        yield { name, function_id: functionId, fanout: fanout(partition), boundary_value_on_right: isRight, create_date: createdAt, modify_date: modifiedAt };
      }
    },
  ),
  defineView(
    'sys.partition_parameters',
    'function_id int, parameter_id int = 1, system_type_id tinyint, max_length smallint, precision tinyint, scale tinyint, collation_name sysname?, user_type_id int',
    function* ({ database: { catalog } }) {
      for (const { functionId, type } of catalog.partitionFunctions) yield { function_id: functionId, ...parameter(type) };
    },
  ),
  defineView('sys.partition_range_values', 'function_id int, boundary_id int, parameter_id int = 1, value variant?', function* ({ database: { catalog } }) {
    for (const { functionId, boundaries, type } of catalog.partitionFunctions) {
      for (const [i, value] of boundaries.entries()) yield { function_id: functionId, boundary_id: i + 1, value: variant(type, value) };
    }
  }),
  defineView('sys.destination_data_spaces', 'partition_scheme_id int, destination_id int, data_space_id int', function* ({ database: { catalog } }) {
    for (const { dataSpaceId, fileGroupIds, nextUsed } of catalog.partitionSchemes) {
      for (const [i, id] of [...fileGroupIds, ...(nextUsed === undefined ? [] : [nextUsed])].entries()) yield { partition_scheme_id: dataSpaceId, destination_id: i + 1, data_space_id: id };
    }
  }),
];
