// The parameters that CREATE PROCEDURE and CREATE FUNCTION declare. Knows nothing of what is done with them.
import { bindDataType } from '../../binder/bind-statement';
import type { Parameter } from '../../catalog/definitions';
import { DBO } from '../../catalog/is-allowed';
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import type { ParameterDefinition } from '../../syntax/ast/ddl';
import { printExpression } from '../../syntax/print';
import { foldName } from '../../types/text/collation';
import { INT } from '../../types/sql-type';
import type { DdlContext } from '../objects/ddl-context';
import { findUserType, schemaNameOf, written, type Place } from '../objects/object-names';

/** The parameters with their types, whose bare names are looked for in the module's own schema first; raises 134 for a name given twice, 2715 for an unknown type, 346 and 352 for READONLY where it may not and must stand. */
export function bindParameters(outer: DdlContext, definitions: readonly ParameterDefinition[], { databaseId, schemaId }: Pick<Place, 'databaseId' | 'schemaId'>): Parameter[] {
  const ddl = { ...outer, ownSchemaId: schemaId, bind: outer.bind.inDatabase(databaseId, schemaId) };
  const seen = new Set<string>();
  return definitions.map((definition, i) => {
    if (seen.has(foldName(definition.name))) throw raise(Messages.VariableDeclaredTwice, { name: definition.name });
    seen.add(foldName(definition.name));
    const given = definition.default === undefined ? {} : { default: printExpression(definition.default) };
    const common = { name: definition.name, isOutput: definition.isOutput, hasDefault: definition.default !== undefined, ...given };
    if (definition.isCursor) return { ...common, type: INT, isCursor: true as const };
    const type = findUserType(ddl, definition.type.name)?.object;
    if (type?.kind !== 'table-type') {
      if (definition.isReadOnly) throw raise(Messages.ReadOnlyParameter, { name: definition.name });
      const bound = bindDataType(definition.type, ddl.bind, 'variable', { position: i + 1, subject: definition.name });
      return { ...common, type: bound.type, ...(bound.userTypeId === undefined ? {} : { userTypeId: bound.userTypeId }) };
    }
    if (!definition.isReadOnly) throw raise(Messages.TableParameterNotReadOnly, { name: definition.name });
    return { ...common, type: INT, tableType: type.schemaId === DBO ? written(definition.type.name) : `${schemaNameOf(ddl.database, type.schemaId)}.${type.name}` };
  });
}
