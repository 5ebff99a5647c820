// Messages of system-versioned tables and of JSON, numbers 13500 to 13999. Part of the catalogue (catalogue.ts).
// In numeric order; one line each. Placeholders become required arguments of raise().
import { message } from './sql-error';

/** Messages raised by periods, history tables and JSON texts. */
export const TEMPORAL_MESSAGES = {
  TemporalNoPeriod: message(13510, 16, 'Cannot set SYSTEM_VERSIONING to ON when SYSTEM_TIME period is not defined and the LEDGER=ON option is not specified.'),
  TemporalHistoryColumns: message(13523, 16, "Setting SYSTEM_VERSIONING to ON failed because table '{table}' has {count} columns and table '{history}' has {historyCount} columns."),
  TemporalHistoryEndsEarly: message(13541, 16, "Setting SYSTEM_VERSIONING to ON failed because history table '{table}' contains invalid records with end of period set before start."),
  TruncateTemporal: message(13545, 16, "Truncate failed on table '{table}' because it is not a supported operation on system-versioned tables."),
  TemporalDrop: message(13552, 16, "Drop table operation failed on table '{table}' because it is not a supported operation on system-versioned temporal tables."),
  TemporalNeedsPrimaryKey: message(13553, 16, "System versioned temporal table '{table}' must have primary key defined."),
  TemporalHistoryOverlaps: message(13573, 16, "Setting SYSTEM_VERSIONING to ON failed because history table '{table}' contains overlapping records."),
  TemporalPeriodNotOpen: message(13575, 16, "ADD PERIOD FOR SYSTEM_TIME failed because table '{table}' contains records where end of period is not equal to MAX datetime."),
  TemporalPeriodNullable: message(13587, 16, "Period column '{column}' in a system-versioned temporal table cannot be nullable."),
  TemporalNotOn: message(13591, 16, "SYSTEM_VERSIONING is not turned ON for table '{table}'."),
  TemporalAlreadyOn: message(13596, 16, "SYSTEM_VERSIONING is already turned ON for table '{table}'."),
  JsonPropertyConflict: message(13601, 16, "Property '{name}' cannot be generated in JSON output due to a conflict with another column name or alias. Use different names and aliases for each column in SELECT list."),
  JsonTooDeep: message(13606, 16, 'JSON text/path that has more than 128 nesting levels cannot be parsed.'),
  JsonPathMalformed: message(13607, 16, "JSON path is not properly formatted. Unexpected character '{character}' is found at position {position}.", 4),
  JsonPropertyMissing: message(13608, 16, 'Property cannot be found on the specified JSON path.'),
  JsonMalformed: message(13609, 16, "JSON text is not properly formatted. Unexpected character '{character}' is found at position {position}.", 4),
  JsonNotOpenable: message(13611, 16, 'Value referenced by JSON path is not an array or object and cannot be opened with OPENJSON.'),
  JsonPathUnsupported: message(13619, 16, 'Unsupported JSON path found in argument {position} of {name}.'),
  JsonArrayMissing: message(13621, 16, 'Array cannot be found in the specified JSON path.'),
  JsonScalarMissing: message(13623, 16, 'Scalar value cannot be found in the specified JSON path.'),
  JsonObjectMissing: message(13624, 16, 'Object or array cannot be found in the specified JSON path.'),
  JsonTextTruncated: message(13625, 16, 'String value in the specified JSON path would be truncated.'),
} as const;
