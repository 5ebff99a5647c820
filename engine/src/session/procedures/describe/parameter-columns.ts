// How sp_describe_undeclared_parameters tells of a parameter. Knows no query.
import type { Database } from '../../../instance/instance';
import type { ResultColumn } from '../../../tds/session-port';
import { BIT, INT, SYSNAME } from '../../../types/sql-type';
import type { Row } from '../../../types/value';
import type { Deduction } from './deduced-types';
import { declarationColumns, declarationValues, optional, required, typeColumns, typeValues, wireLength, wireType } from './described-columns';

/** A parameter and what was found of it. */
export interface UndeclaredParameter extends Deduction { readonly name: string }

/** The columns. */
export const PARAMETER_COLUMNS: readonly ResultColumn[] = [
  ...required(INT, 'parameter_ordinal'),
  ...required(SYSNAME, 'name'),
  ...typeColumns('suggested_'),
  ...declarationColumns('suggested_'),
  ...required(BIT, 'suggested_is_input', 'suggested_is_output'),
  ...optional(SYSNAME, 'formal_parameter_name'),
  ...required(INT, 'suggested_tds_type_id', 'suggested_tds_length'),
];

/** A row of them. */
export function parameterRow({ name, type, userTypeId, formalName, isOutput }: UndeclaredParameter, ordinal: number, database: Database): Row {
  return [
    ordinal,
    name,
    ...typeValues(type),
    ...declarationValues(type, userTypeId, database),
    1,
    Number(isOutput === true),
    formalName ?? null,
    wireType({ type, isNullable: true }),
    wireLength(type),
  ];
}
