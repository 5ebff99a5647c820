// Expressions of the syntax tree to bound ones: one switch over their kinds, and names.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import type { ColumnReference, Expression, SubqueryExpression, NextValueFor, VariableReference } from '../../syntax/ast/expression';
import type { SelectStatement } from '../../syntax/ast/query';
import { columnAtDepth, type BoundExpression } from '../../plan/expression';
import { isCorrelated, shiftOuter } from '../../plan/rewrite';
import { foldName, type NameRules } from '../../types/text/collation';
import type { BoundQuery, Environment, QueryUse } from '../environment';
import { findColumn, matchesQualifier, unknownColumn, type Clause, type Scope } from '../scope';
import { bindAtTimeZone, bindCast } from './casts';
import { bindCase } from './conditional';
import type { ExpressionBinder } from './expression-binder';
import { bindLeafPredicate, bindLeafValue, undeclared } from './leaves';
import { orderedDraw } from './ordered-draw';
import { isConditionTree } from './predicates';
import { singleColumn } from './subquery-tests';
import { bindSpatialProperty, isSpatialProperty } from './spatial-methods';

/** The state of 208 where NEXT VALUE FOR finds nothing. */
const STATE_NO_SEQUENCE = 211;

/** Whether a table of this query or of one around it has the name. */
function isTable(scope: Scope, name: readonly string[], names: NameRules): boolean {
  return scope.tables.some((table) => matchesQualifier(table, name, names)) || (scope.parent !== undefined && isTable(scope.parent, name, names));
}

class Binding implements ExpressionBinder {
  constructor(readonly env: Environment, readonly scope: Scope, readonly clause: Clause) {}

  bind(expression: Expression): BoundExpression {
    switch (expression.kind) {
      case 'column': return this.#plainColumn(expression);
      case 'variable': return this.#variable(expression);
      case 'cast': case 'convert': return bindCast(this, expression);
      case 'case': return bindCase(this, expression);
      case 'subquery': return this.#scalarSubquery(expression);
      case 'next-value': return this.#nextValue(expression);
      case 'at-time-zone': return bindAtTimeZone(this, expression);
      case 'parenthesized': return this.bind(expression.operand);
      default: return bindLeafValue(this, expression);
    }
  }

  predicate(expression: Expression): BoundExpression {
    if (expression.kind === 'parenthesized') return this.predicate(expression.operand);
    if (!isConditionTree(expression)) throw raise(Messages.NotBoolean, { token: '' });
    return bindLeafPredicate(this, expression);
  }

  subquery(statement: SelectStatement, use: QueryUse): BoundQuery {
    if (this.clause === 'output') throw raise(Messages.SubqueryInOutput, {});
    if (this.clause === 'check') throw raise(Messages.SubqueryNotAllowed, {});
    if (this.clause === 'aggregate') throw raise(Messages.NestedAggregate, {});
    return this.env.services.bindQuery({ statement, env: this.env, outer: { ...this.scope, within: this.clause }, use });
  }

  inClause(clause: Clause): ExpressionBinder {
    return new Binding(this.env, this.scope, clause);
  }

  column(reference: ColumnReference): BoundExpression {
    return this.#column(reference);
  }

  #plainColumn(reference: ColumnReference): BoundExpression {
    const bound = this.#column(reference);
    if (bound.type.isXmlNode) throw raise(Messages.XmlNodesColumn, { name: reference.parts.at(-1) ?? '' });
    return bound;
  }

  #column(reference: ColumnReference): BoundExpression {
    const property = this.#property(reference);
    if (property) return property;
    const found = findColumn(this.scope, reference.parts, this.env.context.names);
    if (!found) throw unknownColumn(reference.parts);
    const { ordinal, name } = found.column;
    const column = found.scope.row[ordinal];
    if (!column) throw unknownColumn(reference.parts);
    return columnAtDepth({ ...column, name }, ordinal, found.depth);
  }

  /** `shape.STSrid` reads like column STSrid of table shape: it is a property when shape is a column of a spatial type. */
  #property(reference: ColumnReference): BoundExpression | undefined {
    const method = reference.parts.at(-1) ?? '';
    if (reference.parts.length < 2 || !isSpatialProperty(method)) return undefined;
    const parts = reference.parts.slice(0, -1);
    const { names } = this.env.context;
    if (isTable(this.scope, parts, names) || !findColumn(this.scope, parts, names)) return undefined;
    const target: ColumnReference = { kind: 'column', parts, at: reference.at };
    return bindSpatialProperty(this, { kind: 'method', target, method, isStatic: false, isProperty: true, args: [], at: reference.at }, this.#column(target));
  }

  #variable(reference: VariableReference): BoundExpression {
    const name = foldName(reference.name);
    const { parameters } = this.env;
    if (parameters) {
      const value = parameters.values.get(name);
      if (!value) throw raise(Messages.MustDeclareVariable, { name: reference.name });
      return shiftOuter(value, this.scope.level - parameters.level);
    }
    const type = this.env.context.variableType(reference.name);
    if (!type && this.env.context.isUndeclared?.(name)) return undeclared(reference.name);
    if (!type) throw raise(this.env.context.resolveTableVariable(reference.name) ? Messages.TableVariableAsScalar : Messages.MustDeclareVariable, { name: reference.name });
    return { kind: 'variable', name, type, isNullable: true };
  }

  #scalarSubquery(node: SubqueryExpression): BoundExpression {
    const { plan, column } = singleColumn(this, node.query);
    return { kind: 'scalar-subquery', plan, isCorrelated: isCorrelated(plan), type: column.type, isNullable: true };
  }

  #nextValue(node: NextValueFor): BoundExpression {
    const sequence = this.env.context.resolveSequence(node.sequence.parts);
    if (!sequence && this.env.context.resolveTable(node.sequence.parts)) throw raise(Messages.NotASequence, { name: node.sequence.parts.join('.') });
    if (!sequence) throw raise(Messages.InvalidObjectName, { name: node.sequence.parts.join('.') }, STATE_NO_SEQUENCE);
    this.env.context.uses?.note('UPDATE', sequence);
    if (node.over) return orderedDraw(this, sequence, node.over);
    return { kind: 'next-value', databaseId: sequence.databaseId, objectId: sequence.objectId, type: sequence.type, isNullable: false };
  }
}

/** The binder of expressions at one place. */
export const expressionsIn = (env: Environment, scope: Scope, clause: Clause): ExpressionBinder => new Binding(env, scope, clause);
