// Who uses a sequence, a function or a type: what is used cannot be dropped. Reads definitions' texts, binds nothing.
import type { CatalogObject, Column, FunctionDefinition, SequenceDefinition, TableDefinition, ViewDefinition } from '../../catalog/definitions';
import { policyBoundTo } from '../../catalog/security-policies';
import type { Database } from '../../instance/instance';
import { parseExpression } from '../../syntax/parse';
import { visitTree } from '../../syntax/visit-tree';
import { schemaNameOf } from './object-names';

interface NamedText { readonly owner: string; readonly text: string }

/** Texts of a table's defaults, checks and computed columns, each with the name that messages give. */
function textsOf(table: TableDefinition): NamedText[] {
  const ofColumn = (column: Column): NamedText[] => [
    ...(column.default ? [{ owner: column.default.name, text: column.default.definition }] : []),
    ...(column.computed ? [{ owner: table.name, text: column.computed.definition }] : []),
  ];
  return [...table.columns.flatMap(ofColumn), ...table.checks.map((check) => ({ owner: check.name, text: check.definition }))];
}

function* tables(database: Database): IterableIterator<TableDefinition> {
  for (const object of database.catalog.objects()) if (object.kind === 'table') yield object;
}

/** True if the parts, as a definition writes them, name the object. */
function isNamed(database: Database, parts: readonly string[], object: { readonly schemaId: number; readonly name: string }): boolean {
  const [name = '', schema = 'dbo'] = [...parts].reverse();
  const { isSame } = database.catalog.names;
  return isSame(name, object.name) && isSame(schema === '' ? 'dbo' : schema, schemaNameOf(database, object.schemaId));
}

function users(database: Database, pattern: RegExp, isUse: (kind: string, node: Readonly<Record<string, unknown>>) => boolean): string[] {
  const found: string[] = [];
  for (const table of tables(database)) {
    for (const { owner, text } of textsOf(table)) {
      if (!pattern.test(text)) continue;
      visitTree(parseExpression(text), (kind, node) => {
        if (isUse(kind, node)) found.push(owner);
      });
    }
  }
  return found;
}

function partsIn(value: unknown): readonly string[] {
  const parts = typeof value === 'object' && value !== null && 'parts' in value ? value.parts : undefined;
  return Array.isArray(parts) ? parts.map(String) : [];
}

/** The DEFAULT constraints that take their value from a sequence. */
export const columnsOfSequence = (database: Database, sequence: SequenceDefinition): string[] =>
  users(database, /NEXT VALUE FOR/i, (kind, node) => kind === 'next-value' && isNamed(database, partsIn(node.sequence), sequence));

/** Tables and constraints whose definitions call a function. */
export const functionUsers = (database: Database, definition: FunctionDefinition): string[] =>
  users(database, /\(/, (kind, node) => kind === 'call' && partsIn(node.name).length > 1 && isNamed(database, partsIn(node.name), definition));

/** Whether a view or function is bound to the schema and names the object. */
export const isBoundTo = (module: CatalogObject, { objectId }: Pick<CatalogObject, 'objectId'>): module is ViewDefinition | FunctionDefinition =>
  (module.kind === 'view' || module.kind === 'function') && module.isSchemaBound && module.objectId !== objectId && module.references?.includes(objectId) === true;

/** The name of a schema-bound view, function or security policy that names the object, if any. */
export function boundModuleOf(database: Database, object: CatalogObject): string | undefined {
  for (const module of database.catalog.objects()) if (isBoundTo(module, object)) return module.name;
  return policyBoundTo(database.catalog, object.objectId)?.name;
}

/** An object that has a column or parameter of the type, if any. */
export function typeUser(database: Database, type: CatalogObject): string | undefined {
  for (const object of database.catalog.objects()) {
    const usesAlias = (one: { readonly userTypeId?: number }): boolean => type.kind === 'alias-type' && one.userTypeId === type.userTypeId;
    if (object.kind === 'table' && object.columns.some(usesAlias)) return object.name;
    if (object.kind === 'table-type' && object.table.columns.some(usesAlias)) return object.name;
    if (object.kind !== 'procedure' && object.kind !== 'function') continue;
    if (object.parameters.some((parameter) => usesAlias(parameter) || (parameter.tableType !== undefined && isNamed(database, parameter.tableType.split('.'), type)))) return object.name;
  }
  return undefined;
}
