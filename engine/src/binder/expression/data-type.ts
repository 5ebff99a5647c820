// Data types as statements write them, alias types included, to SqlTypes.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import type { DataTypeName } from '../../syntax/ast/common';
import { SQL_SERVER_2025, speaks } from '../../syntax/dialect';
import { resolveType } from '../../types/parse-type';
import type { SqlType, XmlSchema } from '../../types/sql-type';
import type { BindContext } from '../bind-context';

/** A resolved data type; `userTypeId` and `isNullable` where it is an alias type. */
export interface BoundDataType { readonly type: SqlType; readonly userTypeId?: number; readonly isNullable?: boolean }

const OF_2025: ReadonlySet<string> = new Set(['vector', 'json']);

/** Whether a type came with a later version than the server is. */
const isLaterType = (name: string, { dialect }: BindContext): boolean => OF_2025.has(name.toLowerCase()) && !speaks(dialect, { version: SQL_SERVER_2025 });

/** What has the type: its number among its like, and its name. */
interface Declared { readonly position?: number; readonly subject?: string }

/** Resolves a type name; raises 243 for what CAST cannot make (alias types too), 2715 elsewhere for an unknown one, 2716 for an alias type with a length. */
export function bindDataType(typeName: DataTypeName, context: BindContext, usage: 'column' | 'variable' | 'cast', { position = 1, subject }: Declared = {}): BoundDataType {
  const { parts } = typeName.name;
  const isSystem = (parts.length === 1 || (parts.length === 2 && parts[0]?.toLowerCase() === 'sys')) && !isLaterType(parts.at(-1) ?? '', context);
  const type = isSystem ? resolveType(parts.at(-1) ?? '', typeName.args, { collation: context.collation, isCast: usage === 'cast', isColumn: usage === 'column', position, subject }) : undefined;
  if (type && typeName.xmlSchema) return { type: { ...type, xmlSchema: bindXmlSchema(typeName.xmlSchema, context, usage) } };
  if (type) return { type };
  const user = context.resolveUserType(parts);
  if (user && usage === 'cast') throw raise(Messages.TypeNotDefined, { type: parts.join('.') }, 2);
  if (user && typeName.args.length > 0) throw raise(Messages.AliasWidth, { position, type: parts.join('.') });
  if (user) return { type: user.base, userTypeId: user.userTypeId, isNullable: user.isNullable };
  if (usage === 'cast') throw raise(Messages.TypeNotDefined, { type: parts.join('.') });
  throw raise(Messages.CannotFindDataType, { position, name: parts.join('.') });
}

/** The collection of xml(collection); raises 6314. A column's definition does not say its database, which may be renamed. */
function bindXmlSchema({ name, isDocument }: NonNullable<DataTypeName['xmlSchema']>, context: BindContext, usage: 'column' | 'variable' | 'cast'): XmlSchema {
  const found = context.resolveXmlCollection(name.parts);
  if (!found) throw raise(Messages.XmlCollectionUnknown, { name: name.parts.join('.') });
  const { database, ...collection } = found;
  return { ...collection, isDocument, ...(usage === 'column' ? {} : { database }) };
}
