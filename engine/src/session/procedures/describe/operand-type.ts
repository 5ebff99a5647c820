// The type of an undeclared parameter by general deduction: of all candidates the one that asks for the fewest and the least implicit conversions.
// Knows one expression and what it is compared with or assigned to.
import { Messages } from '../../../errors/catalogue';
import { notSupported } from '../../../errors/not-supported';
import { raise } from '../../../errors/sql-error';
import type { BoundExpression } from '../../../plan/expression';
import { canConvert } from '../../../types/conversion/convert';
import { isCharacter, isDecimal, numeric, nvarchar, PRECEDENCE, varchar, type SqlType, type SqlTypeName } from '../../../types/sql-type';

const plain = (name: SqlTypeName): SqlType => ({ name });

/** The types that are considered; of two of one name the smaller comes first, and is taken. */
const CANDIDATES: readonly SqlType[] = [
  plain('sql_variant'), plain('xml'), { name: 'datetimeoffset', scale: 7 }, { name: 'datetime2', scale: 7 }, plain('datetime'), plain('smalldatetime'), plain('date'), { name: 'time', scale: 7 },
  { name: 'float', precision: 53 }, { name: 'real', precision: 24 }, numeric(38, 19), plain('money'), plain('smallmoney'),
  plain('bigint'), plain('int'), plain('smallint'), plain('tinyint'), plain('bit'),
  nvarchar(4000), nvarchar('max'), varchar(8000), varchar('max'), { name: 'varbinary', length: 8000 }, { name: 'varbinary', length: 'max' },
];

/** Conversions from best to worst: to another length, between fixed and varying length, of NULL to int, any other. None of a better kind outweighs one of a worse. */
const COST = { length: 1, varying: 100, untyped: 10_000, other: 1_000_000 } as const;

const FIXED: Partial<Record<SqlTypeName, SqlTypeName>> = { char: 'varchar', nchar: 'nvarchar', binary: 'varbinary', decimal: 'numeric' };
const varying = (name: SqlTypeName): SqlTypeName => FIXED[name] ?? name;

/** What an expression is and what it has cost to bring its operands together; without a type it is a bare NULL. */
interface Costed { readonly type: SqlType | undefined; readonly cost: number }

const isSame = (a: SqlType, b: SqlType): boolean => a.name === b.name && a.length === b.length && a.precision === b.precision && a.scale === b.scale;

function conversion(from: SqlType | undefined, to: SqlType): number {
  if (!from) return to.name === 'int' ? COST.untyped : COST.other;
  if (isSame(from, to)) return 0;
  if (from.name === to.name || (isDecimal(from) && isDecimal(to))) return COST.length;
  if (varying(from.name) === varying(to.name)) return COST.varying;
  return canConvert(from, to) === 'implicit' ? COST.other : Infinity;
}

const rank = ({ name }: SqlType): number => PRECEDENCE.indexOf(name);
const NO_ARITHMETIC: ReadonlySet<SqlTypeName> = new Set(['date', 'time', 'datetime2', 'datetimeoffset', 'sql_variant', 'xml', 'uniqueidentifier', 'timestamp']);

/** Operands of one name meet as they are: arithmetic knows precisions, concatenation lengths. */
function meet(operator: string, left: Costed, right: Costed): Costed {
  const [first, second] = [left.type, right.type].filter((type) => type !== undefined);
  const type = first && second ? (rank(first) <= rank(second) ? first : second) : first;
  if (!type || NO_ARITHMETIC.has(type.name) || (isCharacter(type) && operator !== '+')) return { type, cost: Infinity };
  const bring = (side: Costed): number => (side.type && varying(side.type.name) === varying(type.name) ? 0 : conversion(side.type, type));
  return { type, cost: left.cost + right.cost + bring(left) + bring(right) };
}

function costed(e: BoundExpression, candidate: SqlType): Costed {
  switch (e.kind) {
    case 'arithmetic': return meet(e.operator, costed(e.left, candidate), costed(e.right, candidate));
    case 'concat': return meet('+', costed(e.left, candidate), costed(e.right, candidate));
    case 'negate': return costed(e.operand, candidate);
    case 'convert': return e.isImplicit ? costed(e.operand, candidate) : { type: e.type, cost: 0 };
    case 'constant': return { type: e.parameter !== undefined ? candidate : e.value === null ? undefined : e.type, cost: 0 };
    default: return { type: e.type, cost: 0 };
  }
}

/** The type of the one parameter of an expression. Raises 11507 where none would do; where two would do as well as each other, that is refused. */
export function typeOfOperand(e: BoundExpression, name: string, target: SqlType | undefined): SqlType {
  const costs = CANDIDATES.map((candidate) => {
    const { type, cost } = costed(e, candidate);
    return { candidate, cost: target && type ? cost + conversion(type, target) : cost };
  });
  const least = Math.min(...costs.map(({ cost }) => cost));
  if (least === Infinity) throw raise(Messages.NoTypeForParameter, { name });
  const best = costs.filter(({ cost }) => cost === least).map(({ candidate }) => candidate);
  const [highest] = best;
  if (!highest || best.some((type) => type.name !== highest.name && canConvert(type, highest) !== 'implicit')) throw notSupported(`deducing the type of ${name} where several types would do`);
  return highest;
}
