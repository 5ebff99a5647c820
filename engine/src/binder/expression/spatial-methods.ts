// Methods and properties of geometry and geography as calls of functions. Names are case-sensitive, as the CLR has them.
import { raise } from '../../errors/sql-error';
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import type { MethodCall } from '../../syntax/ast/expression';
import type { BoundExpression } from '../../plan/expression';
import { ownEntry } from '../../types/own-entry';
import { isSpatial } from '../../types/spatial/spatial-shape';
import { INT, varchar, type SqlType } from '../../types/sql-type';
import { scalarFunction } from '../function-signatures';
import { constant, convertTo } from './conversion';
import type { ExpressionBinder } from './expression-binder';
import { bindHierarchyMember, bindHierarchyStatic } from './hierarchy-methods';

type SpatialName = 'geometry' | 'geography';

interface Member { readonly function: string; readonly args: number; readonly only?: SpatialName }

const METHODS: Readonly<Record<string, Member>> = {
  ToString: { function: 'SPATIAL::TEXT_ZM', args: 0 },
  AsTextZM: { function: 'SPATIAL::TEXT_ZM', args: 0 },
  STAsText: { function: 'SPATIAL::TEXT', args: 0 },
  STIsValid: { function: 'SPATIAL::IS_VALID', args: 0 },
  STIsEmpty: { function: 'SPATIAL::IS_EMPTY', args: 0 },
  STGeometryType: { function: 'SPATIAL::KIND', args: 0 },
  STNumPoints: { function: 'SPATIAL::COUNT', args: 0 },
  STDistance: { function: 'SPATIAL::DISTANCE', args: 1 },
  STAsBinary: { function: 'SPATIAL::BINARY', args: 0 },
  AsBinaryZM: { function: 'SPATIAL::BINARY_ZM', args: 0 },
  STNumGeometries: { function: 'SPATIAL::GEOMETRIES', args: 0 },
  STGeometryN: { function: 'SPATIAL::GEOMETRY_AT', args: 1 },
  STPointN: { function: 'SPATIAL::POINT_AT', args: 1 },
  STStartPoint: { function: 'SPATIAL::START', args: 0 },
  STEndPoint: { function: 'SPATIAL::END', args: 0 },
  STIsClosed: { function: 'SPATIAL::IS_CLOSED', args: 0 },
  STDimension: { function: 'SPATIAL::DIMENSION', args: 0 },
  STExteriorRing: { function: 'SPATIAL::EXTERIOR', args: 0, only: 'geometry' },
  STInteriorRingN: { function: 'SPATIAL::INTERIOR_AT', args: 1, only: 'geometry' },
  STNumInteriorRing: { function: 'SPATIAL::INTERIORS', args: 0, only: 'geometry' },
  NumRings: { function: 'SPATIAL::RINGS', args: 0, only: 'geography' },
  RingN: { function: 'SPATIAL::RING_AT', args: 1, only: 'geography' },
  STCurveToLine: { function: 'SPATIAL::WITHOUT_CURVES', args: 0 },
  MakeValid: { function: 'SPATIAL::MADE_VALID', args: 0 },
  STEnvelope: { function: 'SPATIAL::ENVELOPE', args: 0, only: 'geometry' },
  STArea: { function: 'SPATIAL::AREA', args: 0, only: 'geometry' },
  STLength: { function: 'SPATIAL::LENGTH', args: 0 },
  STCentroid: { function: 'SPATIAL::CENTROID', args: 0, only: 'geometry' },
  STIntersects: { function: 'SPATIAL::INTERSECTS', args: 1 },
  STDisjoint: { function: 'SPATIAL::DISJOINT', args: 1 },
  STContains: { function: 'SPATIAL::CONTAINS', args: 1 },
  STWithin: { function: 'SPATIAL::WITHIN', args: 1 },
  STEquals: { function: 'SPATIAL::EQUALS', args: 1 },
};
const PROPERTIES: Readonly<Record<string, Member>> = {
  STSrid: { function: 'SPATIAL::SRID', args: 0 }, STX: { function: 'SPATIAL::X', args: 0, only: 'geometry' }, STY: { function: 'SPATIAL::Y', args: 0, only: 'geometry' },
  Long: { function: 'SPATIAL::X', args: 0, only: 'geography' }, Lat: { function: 'SPATIAL::Y', args: 0, only: 'geography' },
  Z: { function: 'SPATIAL::Z', args: 0 }, M: { function: 'SPATIAL::M', args: 0 },
  HasZ: { function: 'SPATIAL::HAS_Z', args: 0 }, HasM: { function: 'SPATIAL::HAS_M', args: 0 },
};
/** Constructors from text with a SRID, and the one kind of shape each accepts. */
const FROM_TEXT: Readonly<Record<string, string>> = {
  STGeomFromText: '', STPointFromText: 'POINT', STLineFromText: 'LINESTRING', STPolyFromText: 'POLYGON', STMPointFromText: 'MULTIPOINT',
  STMLineFromText: 'MULTILINESTRING', STMPolyFromText: 'MULTIPOLYGON', STGeomCollFromText: 'GEOMETRYCOLLECTION',
};
/** Constructors from well-known binary. */
const FROM_BINARY: Readonly<Record<string, string>> = Object.fromEntries(Object.entries(FROM_TEXT).map(([name, kind]) => [name.replace('Text', 'WKB'), kind]));
const DEFAULT_SRID: Readonly<Record<SpatialName, number>> = { geometry: 0, geography: 4326 };

/** True for a name that geometry or geography has as a property. */
export const isSpatialProperty = (name: string): boolean => Object.hasOwn(PROPERTIES, name);

function call(name: string, given: readonly BoundExpression[]): BoundExpression {
  const signature = scalarFunction(name);
  if (!signature) throw notSupported(`the method ${name}`);
  const types = given.map((argument) => argument.type);
  const wanted = signature.argumentTypes?.(types);
  const args = given.map((argument, index) => { const type = wanted?.[index]; return type ? convertTo(argument, type) : argument; });
  return { kind: 'call', name: signature.name, args, type: signature.returnType(types, []), isNullable: signature.nullable === 'always' || args.some((argument) => argument.isNullable) };
}

function requireCount(node: MethodCall, count: number, type: SpatialName): void {
  if (node.args.length !== count) throw raise(Messages.ClrMethodMissing, { method: node.method, type: clrName(type) });
}

const clrName = (type: SpatialName): string => `Microsoft.SqlServer.Types.${type === 'geometry' ? 'SqlGeometry' : 'SqlGeography'}`;

/** geometry::STGeomFromText(text, srid) and its kin. */
function bindConstructor(b: ExpressionBinder, node: MethodCall, type: SpatialName): BoundExpression {
  const args = node.args.map((argument) => b.bind(argument));
  const kind = ownEntry(FROM_TEXT, node.method);
  const [text = constant(null, INT), srid = constant(DEFAULT_SRID[type], INT)] = args;
  if (kind !== undefined) {
    requireCount(node, 2, type);
    return call(`${type}::PARSE`, [text, srid, constant(kind, varchar(30))]);
  }
  const binaryKind = ownEntry(FROM_BINARY, node.method);
  if (binaryKind !== undefined) {
    requireCount(node, 2, type);
    return call(`${type}::BINARY`, [text, srid, constant(binaryKind, varchar(30))]);
  }
  if (node.method === 'Parse') {
    requireCount(node, 1, type);
    return call(`${type}::PARSE`, [text, srid, constant('', varchar(30))]);
  }
  if (node.method !== 'Point') throw notSupported(`the static method ${type}::${node.method}`);
  requireCount(node, 3, type);
  return call(`${type}::POINT`, args);
}

function bindMember(b: ExpressionBinder, node: MethodCall, target: BoundExpression, type: SpatialName): BoundExpression {
  const member = (node.isProperty ? PROPERTIES : METHODS)[node.method];
  if (!member || (member.only !== undefined && member.only !== type)) throw notSupported(`${node.isProperty ? 'the property' : 'the method'} .${node.method} of ${type}`);
  requireCount(node, member.args, type);
  return call(member.function, [target, ...node.args.map((argument) => b.bind(argument))]);
}

/** A property of an expression that is already bound: STSrid of a column. */
export function bindSpatialProperty(b: ExpressionBinder, node: MethodCall, target: BoundExpression): BoundExpression {
  const { name } = target.type;
  if (name !== 'geometry' && name !== 'geography') throw raise(Messages.MethodOnType, { type: name });
  return bindMember(b, node, target, name);
}

/** A method of a CLR type; undefined when neither the type's name nor the target's type is one. */
export function bindSpatialMethod(b: ExpressionBinder, node: MethodCall): BoundExpression | undefined {
  const ofHierarchy = bindHierarchyStatic(b, node);
  if (ofHierarchy) return ofHierarchy;
  if (node.isStatic) {
    const name = node.target.kind === 'column' ? node.target.parts.at(-1)?.toLowerCase() : undefined;
    return name === 'geometry' || name === 'geography' ? bindConstructor(b, node, name) : undefined;
  }
  const target = b.bind(node.target);
  if (target.type.name === 'hierarchyid') return bindHierarchyMember(b, node, target);
  return isSpatial(target.type) ? bindMember(b, node, target, spatialName(target.type)) : undefined;
}

const spatialName = (type: SqlType): SpatialName => (type.name === 'geography' ? 'geography' : 'geometry');
