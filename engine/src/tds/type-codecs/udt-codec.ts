// Wire forms of geometry, geography and hierarchyid, CLR types whose stored bytes travel as they are, and of vector, which goes out as JSON text.
import type { SqlType } from '../../types/sql-type';
import { formatVector } from '../../types/vector';
import { PLP_NULL_BYTES, writePlp } from './plp';
import { textEncoder } from './text-codec';
import { bytesOf, type ValueEncoder } from './wire-codec';

const UDT_TYPE_BYTE = 0xf0;
const MAX_LENGTH = 0xffff;
const ASSEMBLY = 'Microsoft.SqlServer.Types, Version=11.0.0.0, Culture=neutral, PublicKeyToken=89845dcd8080cc91';
const CLASSES: Readonly<Record<'geometry' | 'geography' | 'hierarchyid', string>> = { geometry: 'SqlGeometry', geography: 'SqlGeography', hierarchyid: 'SqlHierarchyId' };
const HIERARCHY_LENGTH = 892;
const PLACE = { database: 'master', schema: 'sys' } as const;

/** Encodes a CLR type. */
export function clrEncoder(name: keyof typeof CLASSES): ValueEncoder {
  return {
    userType: 0, hasTableName: false, nullBytes: PLP_NULL_BYTES,
    encodeTypeInfo: (writer) => {
      writer.u8(UDT_TYPE_BYTE);
      writer.u16(name === 'hierarchyid' ? HIERARCHY_LENGTH : MAX_LENGTH);
      for (const text of [PLACE.database, PLACE.schema, name]) writer.bVarchar(text);
      writer.usVarchar(`Microsoft.SqlServer.Types.${CLASSES[name]}, ${ASSEMBLY}`);
    },
    encodeValue: (writer, value) => writePlp(writer, value === null ? null : bytesOf(value)),
  };
}

const VECTOR_TEXT: SqlType = { name: 'varchar', length: 'max' };

/** Encodes vector for clients that did not ask for its binary form: varchar(max) of a JSON array. */
export function vectorEncoder(): ValueEncoder {
  const text = textEncoder(VECTOR_TEXT, 'varchar');
  return { ...text, encodeValue: (writer, value) => text.encodeValue(writer, value === null ? null : formatVector(bytesOf(value))) };
}
