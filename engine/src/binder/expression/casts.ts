// CAST, CONVERT and AT TIME ZONE.
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import type { AtTimeZone, CastExpression, ConvertExpression } from '../../syntax/ast/expression';
import type { BoundExpression } from '../../plan/expression';
import { requireConversion } from '../../types/conversion/convert';
import { messageTypeName } from '../../types/format-type';
import { datetimeoffset, INT, isCharacter, isInteger, isMoney, isNumber, nvarchar, type SqlType } from '../../types/sql-type';
import { constant, convertTo, isNullLiteral } from './conversion';
import { bindDataType } from './data-type';
import type { ExpressionBinder } from './expression-binder';

function withCollation(type: SqlType, operand: BoundExpression): SqlType {
  return isCharacter(type) && isCharacter(operand.type) && operand.type.collation !== undefined ? { ...type, collation: operand.type.collation } : type;
}

/** PARSE(x AS t USING culture) and TRY_PARSE. */
function bindParse(b: ExpressionBinder, node: CastExpression, { culture }: NonNullable<CastExpression['parse']>): BoundExpression {
  const { type } = bindDataType(node.type, b.env.context, 'cast');
  if (!isNumber(type) && !isMoney(type) && !['date', 'datetime', 'datetime2', 'smalldatetime'].includes(type.name)) throw notSupported(`PARSE as ${type.name}`);
  const args = [convertTo(b.bind(node.operand), nvarchar(4000)), culture ? convertTo(b.bind(culture), nvarchar(4000)) : constant('', nvarchar(4000))];
  return { kind: 'call', name: node.isTry ? 'TRY_PARSE' : 'PARSE', args, type, isNullable: true };
}

/** Raises 8116 for a style that is no integer. */
function boundStyle(style: BoundExpression): BoundExpression {
  const { type } = style;
  if (!isNullLiteral(style) && (!isInteger(type) || type.name === 'bit')) throw raise(Messages.ArgumentTypeInvalid, { type: messageTypeName(type), position: 3, name: 'convert' });
  return convertTo(style, INT);
}

/** CAST(x AS t), CONVERT(t, x, style) and their TRY_ forms. */
export function bindCast(b: ExpressionBinder, node: CastExpression | ConvertExpression): BoundExpression {
  if (node.kind === 'cast' && node.parse) return bindParse(b, node, node.parse);
  const operand = b.bind(node.operand);
  const bound = bindDataType(node.type, b.env.context, 'cast');
  const type = withCollation(bound.type, operand);
  const style = node.kind === 'convert' && node.style ? boundStyle(b.bind(node.style)) : undefined;
  if (isNullLiteral(operand) && !style) return { kind: 'convert', operand: convertTo(operand, type), isTry: node.isTry, isImplicit: false, type, isNullable: true };
  requireConversion(operand.type, type, true);
  return { kind: 'convert', operand, style, isTry: node.isTry, isImplicit: false, type, isNullable: true };
}

/** x AT TIME ZONE 'name'. */
export function bindAtTimeZone(b: ExpressionBinder, node: AtTimeZone): BoundExpression {
  const operand = b.bind(node.operand);
  const { name } = operand.type;
  if (name !== 'datetime' && name !== 'smalldatetime' && name !== 'datetime2' && name !== 'datetimeoffset') {
    throw raise(Messages.ArgumentTypeInvalid, { type: isNullLiteral(operand) ? 'NULL' : messageTypeName(operand.type), position: 1, name: 'AT TIME ZONE' });
  }
  const zone = b.bind(node.zone);
  if (!isCharacter(zone.type) && !isNullLiteral(zone)) throw raise(Messages.ArgumentTypeInvalid, { type: messageTypeName(zone.type), position: 2, name: 'AT TIME ZONE' });
  const scale = name === 'datetime' ? 3 : name === 'smalldatetime' ? 0 : operand.type.scale ?? 7;
  return { kind: 'at-time-zone', operand, zone: convertTo(zone, nvarchar(128)), type: datetimeoffset(scale), isNullable: true };
}
