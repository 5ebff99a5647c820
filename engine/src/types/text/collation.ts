// Collations by name: which exist, and how identifiers compare. The order of text is collation-order.ts's, LIKE is like.ts's.
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import { canonicalCollation, isAbsentCollation } from './collation-family';
import { parseCollation } from './collation-order';

export { collationKey, compareText, textComparator, textKeyer, trimTrailingBlanks } from './collation-order';
export { likeMatcher, patternFinder } from './like';

/** The server's and every new database's collation. */
export const DEFAULT_COLLATION = 'SQL_Latin1_General_CP1_CI_AS';

/** The key in maps of names of what the server's collation names: databases, logins, variables, temporary tables. It does not see case. */
export const foldName = (name: string): string => name.toLowerCase();

/** True when two identifiers are the same name by the server's collation. */
export const sameName = (left: string, right: string): boolean => left === right || (left.length === right.length && left.toLowerCase() === right.toLowerCase());

/** How the names of what is in a database compare: `keyOf` is a name's key in maps. */
export interface NameRules { readonly keyOf: (name: string) => string; readonly isSame: (left: string, right: string) => boolean }

/** Those of a database that does not see case, as the server itself. */
export const FOLDED_NAMES: NameRules = { keyOf: foldName, isSame: sameName };
const EXACT_NAMES: NameRules = { keyOf: (name) => name, isSame: (left, right) => left === right };

/** The rules of a database with that collation (Microsoft Learn: Database Identifiers). Accents, width and kana tell names apart in all of them. */
export const nameRules = (collation: string): NameRules => (parseCollation(collation)?.isCaseSensitive === true ? EXACT_NAMES : FOLDED_NAMES);

/** True for a collation's name that the engine can compare by. */
export const isKnownCollation = (name: string): boolean => parseCollation(name) !== undefined;

/** A collation's name as the server has it; raises 448 for one that there is not, refuses one that the engine cannot compare by. */
export function requireCollation(name: string): string {
  if (isAbsentCollation(name)) throw notSupported(`the collation ${name}`);
  if (!isKnownCollation(name)) throw raise(Messages.InvalidCollation, { collation: name });
  return canonicalCollation(name);
}

/** The collation that COLLATE means in a database, which may be written as `database_default`; raises 448. */
export const collationIn = (ofDatabase: string, written: string): string => requireCollation(sameName(written, 'database_default') ? ofDatabase : written);
