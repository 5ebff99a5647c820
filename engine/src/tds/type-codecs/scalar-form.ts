// Finds the wire form of any type whose values have one length. Knows the families, not their bytes.
import type { SqlType } from '../../types/sql-type';
import { dateTimeForm } from './date-time-codec';
import { decimalForm } from './decimal-codec';
import { guidForm } from './guid-codec';
import { numberForm } from './number-codec';
import type { ScalarForm } from './wire-codec';

/** The scalar wire form of a type; undefined for strings, binaries, xml and sql_variant. */
export function scalarForm(type: SqlType): ScalarForm | undefined {
  return numberForm(type) ?? decimalForm(type) ?? dateTimeForm(type) ?? guidForm(type);
}
