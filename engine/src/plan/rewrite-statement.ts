// Copies of bound DML statements with their expressions replaced, for walks that meet a statement inside a query.
// Knows the shape of the statements only.
import type { BoundExpression } from './expression';
import type { PlanNode } from './node';
import type { ColumnAssignment, DmlPlan, MergePlan, OutputPlan } from './statement';

type Each = (expression: BoundExpression) => BoundExpression;

const assignments = (list: readonly ColumnAssignment[], each: Each): readonly ColumnAssignment[] => list.map((a) => ({ ...a, value: each(a.value) }));
const outputs = (list: readonly OutputPlan[], each: Each): readonly OutputPlan[] => list.map((o) => ({ ...o, expressions: o.expressions.map(each) }));

/** The statement with its own expressions through `each` and its source through `eachInput`. */
export function mapDmlPlan(plan: DmlPlan, each: Each, eachInput: (input: PlanNode) => PlanNode): DmlPlan {
  const source = eachInput(plan.source);
  switch (plan.kind) {
    case 'insert':
      return { ...plan, source, assignments: assignments(plan.assignments, each), defaults: assignments(plan.defaults, each), outputs: outputs(plan.outputs, each) };
    case 'update':
      return {
        ...plan,
        source,
        assignments: assignments(plan.assignments, each),
        variables: plan.variables.map((v) => ({ ...v, value: each(v.value) })),
        outputs: outputs(plan.outputs, each),
      };
    case 'delete':
      return { ...plan, source, outputs: outputs(plan.outputs, each) };
    case 'merge':
      return { ...plan, source, top: plan.top && each(plan.top), clauses: plan.clauses.map((c) => mergeClause(c, each)), outputs: outputs(plan.outputs, each) };
  }
}

type MergeClausePlan = MergePlan['clauses'][number];

function mergeClause(clause: MergeClausePlan, each: Each): MergeClausePlan {
  const condition = clause.condition && each(clause.condition);
  const action = clause.action;
  switch (action.kind) {
    case 'update':
      return {
        ...clause,
        condition,
        action: { ...action, assignments: assignments(action.assignments, each), variables: action.variables?.map((v) => ({ ...v, value: each(v.value) })) },
      };
    case 'insert':
      return { ...clause, condition, action: { ...action, assignments: assignments(action.assignments, each), defaults: assignments(action.defaults, each) } };
    case 'delete':
      return { ...clause, condition };
  }
}
