// How the columns of a table are found by name.
import type { NameRules } from '../types/text/collation';
import type { Column } from './definitions';

/** The column of that name by its database's rules. */
export const findColumn = ({ columns }: { readonly columns: readonly Column[] }, name: string, names: NameRules): Column | undefined => columns.find((column) => names.isSame(column.name, name));
