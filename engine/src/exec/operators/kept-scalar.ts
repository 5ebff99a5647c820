// Aggregates without groups over one system view of the catalog: as long as the view gives the very same rows, they give the same
// values, which are kept. Only where nothing but those rows decides: no variable, no clock, no setting of a session.
import type { BoundExpression, ConvertExpression } from '../../plan/expression';
import type { AggregateCall, AggregateNode, VirtualScan } from '../../plan/node';
import type { Row } from '../../types/value';
import type { ExecutionContext } from '../context';

const AGGREGATES: ReadonlySet<string> = new Set(['COUNT', 'COUNT_BIG', 'SUM', 'MIN', 'MAX']);
const CALLS: ReadonlySet<string> = new Set(['BINARY_CHECKSUM', 'DATEDIFF_BIG']);
const WHOLE_NUMBERS: readonly string[] = ['bit', 'tinyint', 'smallint', 'int', 'bigint'];
const STRINGS: readonly string[] = ['char', 'varchar', 'nchar', 'nvarchar'];

/** Gives a scalar aggregate's row. */
export type ScalarRun = (context: ExecutionContext) => Row;

/** `run`, with its last row kept for as long as the view below `node` gives the array it gave then; `run` itself where more than that view decides. */
export function keepingScalar(node: AggregateNode, run: ScalarRun): ScalarRun {
  const scan = node.input;
  if (scan.kind !== 'virtual-scan' || !isDecidedBy(scan, node.aggregates)) return run;
  const kept: { rows?: Iterable<Row>; result?: Row } = {};
  return (context) => {
    const rows = context.virtualRows(scan.databaseId, scan.view, { isDirty: scan.isDirty });
    if (rows === kept.rows && kept.result !== undefined) return kept.result;
    const result = run(context);
    // An overflow is NULL or an error, as the session has it.
    if (Array.isArray(rows) && !result.includes(null)) Object.assign(kept, { rows, result });
    return result;
  };
}

function isDecidedBy(scan: VirtualScan, aggregates: readonly AggregateCall[]): boolean {
  return (scan.predicate === undefined || isPure(scan.predicate)) && aggregates.every(isPureCall);
}

// What passes over a NULL says so each time, with warning 8153.
function isPureCall(call: AggregateCall): boolean {
  return AGGREGATES.has(call.name.toUpperCase()) && call.extra.length === 0 && call.orderBy.length === 0 && (call.argument === undefined || (isPure(call.argument) && isNeverNull(call.argument)));
}

function isPure(expression: BoundExpression): boolean {
  switch (expression.kind) {
    case 'constant': case 'column': return true;
    case 'call': return CALLS.has(expression.name.toUpperCase()) && expression.args.every(isPure);
    case 'compare': return isPure(expression.left) && isPure(expression.right);
    case 'logical': return expression.operands.every(isPure);
    case 'not': case 'is-null': return isPure(expression.operand);
    case 'in-list': return isPure(expression.operand) && expression.items.every(isPure);
    case 'convert': return isPure(expression.operand) && expression.style === undefined && isSafeConversion(expression);
    default: return false;
  }
}

// One that cannot fail: what becomes of a failure is a setting's to say.
function isSafeConversion({ operand, type }: ConvertExpression): boolean {
  const [from, to] = [operand.type.name, type.name];
  if (WHOLE_NUMBERS.includes(from)) return to !== 'bit' && WHOLE_NUMBERS.indexOf(to) >= WHOLE_NUMBERS.indexOf(from);
  return STRINGS.includes(from) && STRINGS.includes(to);
}

function isNeverNull(expression: BoundExpression): boolean {
  switch (expression.kind) {
    case 'constant': return expression.value !== null;
    case 'convert': return isNeverNull(expression.operand);
    case 'call': return expression.name.toUpperCase() === 'BINARY_CHECKSUM' || expression.args.every(isNeverNull);
    default: return !expression.isNullable;
  }
}
