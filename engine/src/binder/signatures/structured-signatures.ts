// Signatures of what vector, geometry, geography and hierarchyid can do. All but VECTOR_DISTANCE are reached by methods only: their names are no identifiers.
import { BIT, FLOAT, INT, nvarchar, SMALLINT, varbinary, varchar, type SqlType } from '../../types/sql-type';
import { argument, fixedArguments, signature, type ScalarFunctionSignature } from './signature';

const HIERARCHY: SqlType = { name: 'hierarchyid' };

/** VECTOR_DISTANCE, and the methods of CLR types under names of their own. */
export const STRUCTURED_SIGNATURES: readonly ScalarFunctionSignature[] = [
  signature('VECTOR_DISTANCE', 3, FLOAT, { args: fixedArguments(varchar(20), undefined) }),
  signature('SPATIAL::TEXT', 1, nvarchar('max')),
  signature('SPATIAL::TEXT_ZM', 1, nvarchar('max')),
  signature('SPATIAL::SRID', 1, INT),
  signature('SPATIAL::X', 1, FLOAT, { nullable: 'always' }),
  signature('SPATIAL::Y', 1, FLOAT, { nullable: 'always' }),
  signature('SPATIAL::Z', 1, FLOAT, { nullable: 'always' }),
  signature('SPATIAL::M', 1, FLOAT, { nullable: 'always' }),
  signature('SPATIAL::IS_VALID', 1, BIT),
  signature('SPATIAL::IS_EMPTY', 1, BIT),
  signature('SPATIAL::KIND', 1, nvarchar(4000)),
  signature('SPATIAL::COUNT', 1, INT),
  signature('SPATIAL::DISTANCE', 2, FLOAT, { nullable: 'always', args: (args) => [argument(args, 0), argument(args, 0)] }),
  ...['GEOMETRIES', 'DIMENSION'].map((name) => signature(`SPATIAL::${name}`, 1, INT)),
  ...['INTERIORS', 'RINGS'].map((name) => signature(`SPATIAL::${name}`, 1, INT, { nullable: 'always' })),
  ...['IS_CLOSED', 'HAS_Z', 'HAS_M'].map((name) => signature(`SPATIAL::${name}`, 1, BIT)),
  ...['AREA', 'LENGTH'].map((name) => signature(`SPATIAL::${name}`, 1, FLOAT)),
  ...['BINARY', 'BINARY_ZM'].map((name) => signature(`SPATIAL::${name}`, 1, varbinary('max'))),
  ...['INTERSECTS', 'DISJOINT', 'CONTAINS', 'WITHIN', 'EQUALS'].map((name) => signature(`SPATIAL::${name}`, 2, BIT, { nullable: 'always', args: (args) => [argument(args, 0), argument(args, 0)] })),
  ...['START', 'END', 'EXTERIOR', 'WITHOUT_CURVES', 'MADE_VALID', 'ENVELOPE', 'CENTROID'].map((name) => signature(`SPATIAL::${name}`, 1, (args) => argument(args, 0), { nullable: 'always' })),
  ...['GEOMETRY_AT', 'POINT_AT', 'INTERIOR_AT', 'RING_AT'].map((name) => signature(`SPATIAL::${name}`, 2, (args) => argument(args, 0), { nullable: 'always', args: fixedArguments(undefined, INT) })),
  signature('HIERARCHY::ROOT', 0, HIERARCHY, { nullable: 'never' }),
  signature('HIERARCHY::PARSE', 1, HIERARCHY, { args: fixedArguments(nvarchar(4000)), nullable: 'always' }),
  signature('HIERARCHY::TEXT', 1, nvarchar(4000), { nullable: 'always' }),
  signature('HIERARCHY::LEVEL', 1, SMALLINT, { nullable: 'always' }),
  signature('HIERARCHY::ANCESTOR', 2, HIERARCHY, { args: fixedArguments(HIERARCHY, INT), nullable: 'always' }),
  signature('HIERARCHY::DESCENDANT', 3, HIERARCHY, { args: fixedArguments(HIERARCHY), nullable: 'always' }),
  signature('HIERARCHY::WITHIN', 2, BIT, { args: fixedArguments(HIERARCHY), nullable: 'always' }),
  signature('HIERARCHY::REPARENTED', 3, HIERARCHY, { args: fixedArguments(HIERARCHY), nullable: 'always' }),
  ...(['geometry', 'geography'] as const).flatMap((name) => [
    signature(`${name}::PARSE`, 3, { name }, { args: fixedArguments(nvarchar('max'), INT, varchar(30)), nullable: 'always' }),
    signature(`${name}::BINARY`, 3, { name }, { args: fixedArguments(varbinary('max'), INT, varchar(30)), nullable: 'always' }),
    signature(`${name}::POINT`, 3, { name }, { args: fixedArguments(FLOAT, FLOAT, INT), nullable: 'always' }),
  ]),
];
