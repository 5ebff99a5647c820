// The compiled form of a SELECT, kept with its syntax tree. Runs nothing.
import { bindSelect } from '../../binder/bind-statement';
import { compileSelect, type CompiledSelect } from '../../exec/execute-select';
import { optimize } from '../../optimizer/optimize';
import type { OutputColumn } from '../../plan/node';
import type { SelectPlan } from '../../plan/statement';
import type { SelectStatement } from '../../syntax/ast/query';
import type { ResultColumn } from '../../tds/session-port';
import type { Frame } from '../frame';
import { planned } from '../plan-cache';
import { absorbsArithmetic } from '../settings';
import type { SessionState } from '../state';
import { asText } from './text-rows';

/** A SELECT ready to run, with the columns the client is told of. */
export interface PreparedSelect { readonly plan: SelectPlan; readonly compiled: CompiledSelect; readonly resultColumns: readonly ResultColumn[] }

/** The compiled form of a SELECT. */
export function selectFor(state: SessionState, frame: Frame, statement: SelectStatement): PreparedSelect {
  return planned(state, frame, statement, (bind) => {
    const plan = optimize(bindSelect(statement, bind)) as SelectPlan;
    const isLenient = absorbsArithmetic(frame.settings);
    return { plan, compiled: compileSelect(plan, isLenient), resultColumns: asText(plan.node, toResultColumns(toldColumns(plan), isLenient)) };
  });
}

/** Rows that are ordered by what is no column of theirs come from behind the sort: an expression of the query is none any more, and one of a module is a column like others. */
function toldColumns({ node: { columns }, order = [] }: SelectPlan): readonly OutputColumn[] {
  if (!order.includes(0)) return columns;
  return columns.map(({ madeBy, ...column }) => (madeBy === undefined || madeBy === 'module' ? column : { ...column, madeBy: 'rows' }));
}

/** Columns as the client is told of them. `isLenient`: what is computed may have become NULL. */
export const toResultColumns = (columns: readonly OutputColumn[], isLenient: boolean): ResultColumn[] =>
  columns.map((column) => (isLenient && column.isBase !== true ? { ...toResultColumn(column), isNullable: true } : toResultColumn(column)));

const toResultColumn = ({ name, type, isNullable, isIdentity, isComputed, madeBy }: OutputColumn): ResultColumn =>
  ({ name, type, isNullable, isIdentity, isComputed: isComputed === true || madeBy === 'expression' || madeBy === 'module', isReadOnly: madeBy === 'rows' });
