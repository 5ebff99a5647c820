// Conversions whose target is xml: text is read, and checked against the schemas of typed xml. Null is the caller's.
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import type { Step } from './convert-number';
import { isBinary, isCharacter, isUnicode, type SqlType, type XmlSchema } from '../sql-type';
import { printXml } from '../xml/xml-document';
import { xmlTextOf } from '../xml/xml-bytes';
import { readXml } from '../xml/xml-reader';
import { schemaSetOf } from '../xsd/read-schema';
import { validateXml } from '../xsd/validate';

/** Whether values of typed xml obey another type's schemas as they are. */
export const obeysAlready = (from: XmlSchema | undefined, to: XmlSchema): boolean => from?.collectionId === to.collectionId && from.sources === to.sources && (from.isDocument || !to.isDocument);

/** True for what typed xml is refused for (69nn): TRY_CAST raises it too. */
export const isOfValidation = (number: number): boolean => number >= 6900 && number < 7000;

/** A conversion to xml of values that `toText` makes text of, and of bytes; raises 9400 to 9459, 6358, 6359, and for typed xml 6901 to 6965. */
export function toXml(from: SqlType, { xmlSchema }: SqlType, { toText, style = 0 }: { readonly toText: Step; readonly style?: number }): Step {
  if (style < 0 || style > 3) return () => { throw raise(Messages.XmlStyle, { style }); };
  const reading = { ...(isCharacter(from) ? { isUnicode: isUnicode(from) } : {}), keepsBlanks: (style & 1) === 1, takesDtd: (style & 2) === 2 };
  return (value) => {
    const root = readXml(isBinary(from) ? xmlTextOf(value as Uint8Array) : toText(value) as string, reading);
    if (xmlSchema) validateXml(root, schemaSetOf(xmlSchema.sources), xmlSchema.isDocument);
    return printXml(root);
  };
}
