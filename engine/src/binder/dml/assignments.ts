// SET: which column each assignment means and what it gets.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import type { UpdateAssignment } from '../../syntax/ast/statement';
import { isDefaultWord } from '../../syntax/word-literals';
import type { Column } from '../../catalog/definitions';
import { rowColumn, type BoundExpression } from '../../plan/expression';
import type { ColumnAssignment, UpdatePlan } from '../../plan/statement';
import { foldName, type NameRules } from '../../types/text/collation';
import { requireConversion } from '../../types/conversion/convert';
import { BIGINT, type SqlType } from '../../types/sql-type';
import { convertTo, isStorableNull } from '../expression/conversion';
import type { ExpressionBinder } from '../expression/expression-binder';
import { makeBinary } from '../expression/operators';
import { bindModify } from '../expression/xml-methods';
import { columnsNamed, matchesQualifier } from '../scope';
import { defaultValue } from './table-rules';
import { writtenName, type WriteTarget } from './target';

/** Bound SET items. */
export interface BoundAssignments { readonly assignments: readonly ColumnAssignment[]; readonly variables: UpdatePlan['variables'] }

/** The ordinal in the target table that a name means; raises 207, 4104 and 4406. */
export function targetOrdinal(parts: readonly string[], target: WriteTarget, names: NameRules): number {
  const name = parts.at(-1) ?? '';
  const qualifier = parts.slice(0, -1);
  const isOwn = qualifier.length === 0 || matchesQualifier(target.visible, qualifier, names) || (qualifier.length === 1 && target.word !== undefined && names.isSame(qualifier[0] ?? '', target.word));
  if (!isOwn) throw raise(Messages.MultiPartNotBound, { name: parts.join('.') });
  const [named] = columnsNamed(target.visible, name, names);
  const index = named ? target.visible.columns.indexOf(named) : -1;
  if (index < 0) throw raise(Messages.InvalidColumnName, { name });
  const ordinal = target.carried.baseOrdinals[index];
  if (ordinal === undefined) throw raise(Messages.DerivedField, { name: writtenName(target) });
  return ordinal;
}

/** The column's definition, checked to be one that UPDATE may write. */
function updatableColumn(ordinal: number, target: WriteTarget): Column {
  const column = target.definition.columns[ordinal];
  if (!column) throw raise(Messages.InvalidColumnName, { name: '' });
  if (target.insteadOf) return column;
  if (column.identity) throw raise(Messages.CannotUpdateIdentity, { column: column.name });
  if (column.computed) throw raise(Messages.CannotModifyComputed, { column: column.name });
  if (column.type.name === 'timestamp') throw raise(Messages.CannotUpdateTimestamp, {});
  if (column.generated) throw raise(Messages.CannotUpdateGenerated, { table: `${target.databaseName}.${target.schemaName}.${target.definition.name}` });
  return column;
}

/** The value, checked to go into the type (206, 257); a NULL literal takes the type. */
export function storable(value: BoundExpression, type: SqlType): BoundExpression {
  if (isStorableNull(value)) return convertTo(value, type);
  requireConversion(value.type, type, false);
  return value;
}

/** Binds SET over the statement's row; raises 264 for a column set twice. */
export function bindAssignments(b: ExpressionBinder, list: readonly UpdateAssignment[], target: WriteTarget): BoundAssignments {
  const assignments: ColumnAssignment[] = [];
  const variables: UpdatePlan['variables'][number][] = [];
  for (const item of list) {
    const ordinal = item.column ? targetOrdinal(item.column.parts, target, b.env.context.names) : undefined;
    const column = ordinal === undefined ? undefined : updatableColumn(ordinal, target);
    const value = column && ordinal !== undefined ? columnValue(b, item, { column, ordinal, target }) : variableValue(b, item);
    if (ordinal !== undefined) {
      if (assignments.some((a) => a.ordinal === ordinal)) throw raise(Messages.ColumnSetTwice, { column: column?.name ?? '' });
      assignments.push({ ordinal, value });
    }
    if (item.variable !== undefined) variables.push({ variable: foldName(item.variable), type: variableType(b, item.variable), value, ...(ordinal === undefined ? {} : { alsoOrdinal: ordinal }) });
  }
  return { assignments, variables };
}

function variableType(b: ExpressionBinder, name: string): SqlType {
  const type = b.env.context.variableType(name);
  if (!type) throw raise(Messages.MustDeclareVariable, { name });
  return type;
}

interface Place { readonly column: Column; readonly ordinal: number; readonly target: WriteTarget }

/** `.WRITE()` is of the types without a length limit alone; raises 258 for others. */
function writtenValue(b: ExpressionBinder, { value, write }: UpdateAssignment, current: BoundExpression): BoundExpression | undefined {
  if (!write) return undefined;
  const { type } = current;
  if (type.length !== 'max' || type.name === 'xml') throw raise(Messages.MethodOnType, { type: type.name });
  const args = [current, convertTo(storable(b.bind(value), type), type), ...[write.offset, write.length].map((tree) => convertTo(storable(b.bind(tree), BIGINT), BIGINT))];
  return { kind: 'call', name: '.WRITE', args, type, isNullable: current.isNullable };
}

function columnValue(b: ExpressionBinder, item: UpdateAssignment, { column, ordinal, target }: Place): BoundExpression {
  const { value: tree, operator } = item;
  if (isDefaultWord(tree)) return defaultValue(column, b.env, target.databaseId);
  const current = rowColumn(column, target.carried.offset + ordinal);
  if (tree.kind === 'method' && tree.isMutator) {
    target.visible.notes?.note(column.name);
    return bindModify(b, tree, { value: current, name: column.name, calledOn: `${target.definition.name}.${column.name}.` });
  }
  if (operator !== '=' || item.write) target.visible.notes?.note(column.name);
  const written = writtenValue(b, item, current);
  if (written) return written;
  const given = b.bind(tree);
  const value = operator === '=' ? given : makeBinary(operator.slice(0, -1) as '+', current, given);
  return storable(value, column.type);
}

function variableValue(b: ExpressionBinder, { value: tree, operator, variable = '' }: UpdateAssignment): BoundExpression {
  const given = b.bind(tree);
  const type = variableType(b, variable);
  const current: BoundExpression = { kind: 'variable', name: foldName(variable), type, isNullable: true };
  const value = operator === '=' ? given : makeBinary(operator.slice(0, -1) as '+', current, given);
  return storable(value, type);
}
