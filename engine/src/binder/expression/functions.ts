// Calls of scalar functions: built-in ones by their signature, user-defined ones by the catalog.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import type { Expression, FunctionCall } from '../../syntax/ast/expression';
import type { Dialect } from '../../syntax/dialect';
import type { BoundExpression } from '../../plan/expression';
import { datepartOf } from '../../types/datetime/datepart';
import { INT, isCharacter, nvarchar, varchar } from '../../types/sql-type';
import { requireArguments, summedArguments } from '../signatures/argument-rules';
import { absentFunction, isLaterFunction, mostArguments } from '../signatures/later-functions';
import { scalarFunction, type ScalarFunctionSignature } from '../function-signatures';
import { conditionalFunction } from './conditional';
import { collationOfCall, needsCollation } from './collation-label';
import { constant, convertTo, isNullLiteral, isStorableNull, typeOfAll } from './conversion';
import type { ExpressionBinder } from './expression-binder';
import { groupingFunction } from './grouping-functions';
import { bindUserArguments } from './user-arguments';
import { callOverRows } from './windows';
import { bindXmlMethod } from './xml-methods';

/** The state of 4113 for a function that is no aggregate. */
const STATE_OF_SCALAR_WINDOW = 6;

/** A call of any kind of function. */
export function bindCall(b: ExpressionBinder, call: FunctionCall): BoundExpression {
  if (call.name.parts.length > 1) return bindUserCall(b, call);
  const written = call.name.parts[0] ?? '';
  const name = written.toUpperCase();
  if (isLaterFunction(name, b.env.context.dialect)) throw raise(Messages.UnknownFunction, { name: written });
  const overRows = callOverRows(b, call, name);
  if (overRows) return overRows;
  if (call.isStar && (name === 'CHECKSUM' || name === 'BINARY_CHECKSUM')) return bindCall(b, { ...call, isStar: false, args: everyColumn(b, call) });
  const absent = absentFunction(name);
  if (absent) throw absent;
  if (call.over || call.withinGroup || call.isDistinct || call.isStar) throw raise(Messages.FunctionNotWindowed, { name: written }, STATE_OF_SCALAR_WINDOW);
  if (name === 'GROUPING' || name === 'GROUPING_ID') return groupingFunction(b, call, name);
  const conditional = conditionalFunction(name);
  if (conditional) return conditional(b, call);
  const signature = scalarFunction(name);
  if (!signature) throw raise(Messages.UnknownFunction, { name: written });
  return bindBuiltIn(b, call, signature);
}

/** What CHECKSUM(*) stands for. */
function everyColumn({ scope }: ExpressionBinder, { at }: FunctionCall): Expression[] {
  const tables = scope.tables.filter((table) => !table.isQualifiedOnly);
  if (tables.length === 0) throw raise(Messages.MustSpecifyTable, {});
  return tables.flatMap((table) => table.columns.filter((column) => !column.isHidden).map((column): Expression => ({ kind: 'column', parts: [table.name, column.name], at })));
}

function requireArity(call: FunctionCall, { minArgs, name, ...signature }: ScalarFunctionSignature, dialect: Dialect): void {
  const maxArgs = mostArguments(name, signature.maxArgs, dialect);
  const count = call.args.length;
  if (count >= minArgs && count <= maxArgs) return;
  if (minArgs === maxArgs) throw raise(Messages.FunctionNeedsArguments, { name: name.toLowerCase(), count: minArgs });
  throw raise(Messages.FunctionArgumentRange, { name: name.toLowerCase(), minimum: minArgs, maximum: maxArgs });
}

const keywordAt = (signature: ScalarFunctionSignature): number => signature.keyword?.at ?? (signature.datepartFirst ? 0 : -1);

function bindKeyword(argument: Expression, signature: ScalarFunctionSignature, b: ExpressionBinder): BoundExpression {
  if (argument.kind === 'column' && argument.parts.length === 1) {
    const part = argument.parts[0] ?? '';
    if (signature.keyword ? !signature.keyword.words.includes(part.toUpperCase()) : datepartOf(part) === undefined) throw raise(Messages.NotARecognizedOption, { part, function: signature.name.toLowerCase() });
    return constant(part, varchar(Math.max(1, part.length), b.env.context.collation));
  }
  throw raise(Messages.InvalidKeywordParameter, { position: keywordAt(signature) + 1, function: signature.name.toLowerCase() });
}

function bindBuiltIn(b: ExpressionBinder, call: FunctionCall, signature: ScalarFunctionSignature): BoundExpression {
  requireArity(call, signature, b.env.context.dialect);
  if (signature.name === 'NEWSEQUENTIALID' && !b.env.takesSequentialId) throw raise(Messages.SequentialIdElsewhere, {});
  const written = call.args.map((a, i) => (i === keywordAt(signature) ? bindKeyword(a, signature, b) : b.bind(a)));
  const raw = signature.name === 'BINARY_CHECKSUM' ? summedArguments(written) : written;
  requireArguments(signature.name, raw);
  const types = EXTREMES.has(signature.name) ? raw.map(() => typeOfAll(raw)) : raw.map((a) => a.type);
  const literals = raw.map((a) => (isStorableNull(a) ? null : a.kind === 'constant' ? a.value : undefined));
  const returned = signature.returnType(types, literals);
  const wanted = signature.name === 'ISNULL' ? [returned, returned] : signature.argumentTypes?.(types);
  const isSearch = SEARCHES.has(signature.name);
  const isOfCollation = isCharacter(returned) || needsCollation(signature.name);
  const collation = isOfCollation ? collationOfCall(signature.name, raw.filter((a) => isCharacter(a.type) && !isNullLiteral(a))) : undefined;
  const converted = raw.map((a, i) => { const type = wanted?.[i]; return type ? convertTo(a, type) : a; });
  const args = isSearch && collation !== undefined ? converted.map((a) => collatedAs(a, collation)) : converted;
  const type = isCharacter(returned) ? { ...returned, collation: collation ?? returned.collation ?? b.env.context.collation } : returned;
  return { kind: 'call', name: signature.name, args, type, isNullable: isNullableCall(signature, raw) };
}

/** Functions whose type is that of all their arguments. */
const EXTREMES: ReadonlySet<string> = new Set(['GREATEST', 'LEAST']);
/** Functions that compare texts, all of them under the one collation that their arguments agree on. */
const SEARCHES: ReadonlySet<string> = new Set(['CHARINDEX', 'PATINDEX', 'REPLACE', 'TRANSLATE', 'LTRIM', 'RTRIM', 'TRIM']);

const collatedAs = (a: BoundExpression, collation: string): BoundExpression =>
  (isCharacter(a.type) && a.type.collation !== collation ? { kind: 'collate', operand: a, type: { ...a.type, collation }, isNullable: a.isNullable } : a);

function isNullableCall(signature: ScalarFunctionSignature, args: readonly BoundExpression[]): boolean {
  switch (signature.nullable) {
    case 'never': return false;
    case 'always': return true;
    case 'any-null': return true;
    case 'from-arguments': return args.some((a) => a.isNullable);
    case 'unless-constant': return args.some((a) => a.kind !== 'constant' || a.value === null);
    case 'all-arguments': return args.every((a) => a.isNullable && !isKnownValue(a));
  }
}

const CAN_FAIL_TO_NULL: ReadonlySet<string> = new Set(['/', '%']);

/** A value other than NULL that is known when the statement is compiled, whatever is said of its nullability. */
function isKnownValue(e: BoundExpression): boolean {
  switch (e.kind) {
    case 'constant': return e.value !== null;
    case 'convert': return !e.isTry && isKnownValue(e.operand);
    case 'concat': return isKnownValue(e.left) && isKnownValue(e.right);
    case 'arithmetic': return !CAN_FAIL_TO_NULL.has(e.operator) && isKnownValue(e.left) && isKnownValue(e.right);
    case 'call': return scalarFunction(e.name)?.nullable !== 'always' && e.args.length > 0 && e.args.every(isKnownValue);
    default: return false;
  }
}

/** $PARTITION.f(value): the number of the partition that the value falls into. */
function bindPartitionNumber(b: ExpressionBinder, { name: { parts }, args }: FunctionCall): BoundExpression {
  const [, name = ''] = parts;
  const type = b.env.context.partitionFunctionType?.(name);
  if (!type) throw raise(Messages.InvalidObjectName, { name: `$partition.${name}` }, 213);
  const [argument, second] = args;
  if (!argument || second) throw raise(Messages.TooManyArguments, { name: `$partition.${name}` }, 80);
  return { kind: 'call', name: PARTITION, args: [constant(name, nvarchar(128)), convertTo(b.bind(argument), type)], type: INT, isNullable: false };
}

const PARTITION = '$PARTITION';

function bindUserCall(b: ExpressionBinder, call: FunctionCall): BoundExpression {
  const { parts } = call.name;
  if (parts[0] === PARTITION && parts.length === 2) return bindPartitionNumber(b, call);
  const found = b.env.context.resolveFunction(parts);
  if (!found) {
    const method = bindXmlMethod(b, { kind: 'method', target: { kind: 'column', parts: parts.slice(0, -1), at: call.at }, method: parts.at(-1) ?? '', isStatic: false, args: call.args, at: call.at });
    if (method) return method;
    if (parts.length === 2 && parts[0]?.toLowerCase() === 'sys') return bindCall(b, { ...call, name: { ...call.name, parts: parts.slice(1) } });
    throw raise(Messages.UserFunctionNotFound, { prefix: parts[0] ?? '', name: parts.join('.') });
  }
  const { definition, databaseId } = found;
  if (definition.flavour !== 'scalar' || !definition.returns) throw raise(Messages.UserFunctionNotFound, { prefix: parts[0] ?? '', name: parts.join('.') });
  if (call.over || call.isStar || call.isDistinct) throw notSupported('OVER, * or DISTINCT with a user-defined function');
  if (b.clause === 'output' && !definition.isSchemaBound) throw raise(Messages.FunctionInOutput, { name: parts.join('.') });
  const args = bindUserArguments(b, call.args, found, parts.join('.'));
  b.env.context.uses?.note('EXECUTE', { databaseId, objectId: definition.objectId });
  return { kind: 'user-function', databaseId, objectId: definition.objectId, args, type: definition.returns, isNullable: true };
}
