// OUTPUT ... INTO: the table that takes the rows, which of its columns, and its own defaults and checks.
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import type { DmlTarget, OutputClause } from '../../syntax/ast/statement';
import type { TableDefinition } from '../../catalog/definitions';
import type { BoundExpression } from '../../plan/expression';
import type { TableRef } from '../../plan/node';
import type { OutputPlan } from '../../plan/statement';
import type { NameRules } from '../../types/text/collation';
import { unknownTable, type Environment } from '../environment';
import { storable } from './assignments';
import { bindTarget, remainingDefaults, type RuledTable } from './table-rules';

type Into = Pick<OutputPlan, 'expressions' | 'into'>;

/** Binds INTO for these output expressions; raises 208, 213, 330 to 333, 1087, 8101. */
export function bindInto(clause: OutputClause, into: DmlTarget, expressions: readonly BoundExpression[], env: Environment): Into {
  const { ref, table } = resolveInto(into, env);
  const { definition } = table;
  if (ref.kind === 'base' && !definition.isTemporary) env.context.uses?.note('INSERT', { databaseId: table.databaseId, objectId: definition.objectId });
  const ordinals = intoOrdinals(clause, definition, env.context.inDatabase(table.databaseId).names);
  const addsIdentity = clause.intoColumns.length === 0 && expressions.length > ordinals.length && definition.columns.some((c) => c.identity);
  if (addsIdentity) throw raise(Messages.IdentityNeedsColumnList, { table: `${table.schemaName === '' ? '' : `${table.schemaName}.`}${definition.name}` });
  if (ordinals.length !== expressions.length) throw raise(Messages.ColumnCountMismatch, {});
  const stored = expressions.map((e, i) => { const column = definition.columns[ordinals[i] ?? -1]; return column ? storable(e, column.type) : e; });
  return { expressions: stored, into: { target: ref, ordinals, defaults: remainingDefaults(table, new Set(ordinals), env), shape: bindTarget({ ...table, ref }, env) } };
}

function resolveInto(into: DmlTarget, env: Environment): { readonly ref: TableRef; readonly table: RuledTable } {
  if (into.kind === 'table-variable') {
    const found = env.context.resolveTableVariable(into.name);
    if (!found) throw raise(Messages.VariableOnlyInProcedure, { name: into.name });
    const { databaseId, databaseName } = env.context;
    return { ref: found.ref, table: { definition: found.definition, databaseId, databaseName, schemaName: '' } };
  }
  const table = env.context.resolveTable(into.name.parts);
  if (table?.kind === 'view') throw raise(Messages.OutputIntoView, { name: into.name.parts.join('.') });
  if (table?.kind !== 'table') throw unknownTable(into.name.parts);
  requirePlainTable(table, into.name.parts.join('.'), env);
  return { ref: table.ref, table };
}

/** Raises 331 for a table with a trigger of any kind, 332 for one on either side of a foreign key, 333 for one with an enabled CHECK. */
function requirePlainTable(table: RuledTable, name: string, { context }: Environment): void {
  const { definition } = table;
  if (hasAnyTrigger(table, context)) throw raise(Messages.OutputIntoTrigger, { table: name });
  const key = context.foreignKeyBeside?.(table.databaseId, definition.objectId);
  if (key !== undefined) throw raise(Messages.OutputIntoForeignKey, { table: name, constraint: key });
  const check = definition.checks.find((c) => !c.isDisabled);
  if (check) throw raise(Messages.OutputIntoCheck, { table: name, constraint: check.name });
}

const EVENTS = ['insert', 'update', 'delete'] as const;

/** Whether the table has an enabled trigger of any kind. */
export const hasAnyTrigger = ({ databaseId, definition: { objectId } }: RuledTable, context: Environment['context']): boolean =>
  EVENTS.some((event) => context.hasTrigger(databaseId, objectId, event, 'after') || context.hasTrigger(databaseId, objectId, event, 'instead of'));

function intoOrdinals(clause: OutputClause, { columns }: TableDefinition, names: NameRules): readonly number[] {
  if (clause.intoColumns.length === 0) {
    return columns.flatMap((c, i) => (c.identity || c.computed || c.type.name === 'timestamp' ? [] : [i]));
  }
  return clause.intoColumns.map(({ name }) => {
    const ordinal = columns.findIndex((c) => names.isSame(c.name, name));
    if (ordinal < 0) throw raise(Messages.InvalidColumnName, { name });
    return ordinal;
  });
}
