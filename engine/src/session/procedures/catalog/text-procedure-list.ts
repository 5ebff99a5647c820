// The system procedures whose body is text, by lower-case name.
import { CATALOG_PROCEDURES } from './catalog-procedures';
import { CONFIGURATION_PROCEDURES } from '../configure';
import { TYPE_PROCEDURES } from './datatype-info';
import { HELP_PROCEDURES } from './help-procedures';
import { LIST_PROCEDURES } from './list-procedures';
import type { TextProcedure } from './text-procedures';

/** All of them. */
export const TEXT_PROCEDURES: Readonly<Record<string, TextProcedure>> = { ...CATALOG_PROCEDURES, ...HELP_PROCEDURES, ...LIST_PROCEDURES, ...TYPE_PROCEDURES, ...CONFIGURATION_PROCEDURES };
