// What reading XML text can raise, in numeric order. catalogue.ts takes them in.
import { message } from './sql-error';

/** Messages of text that is no XML, with the place where that shows. */
export const XML_MESSAGES = {
  XmlUnexpectedEnd: message(9400, 16, 'XML parsing: line {line}, character {character}, unexpected end of input'),
  XmlEncoding: message(9402, 16, 'XML parsing: line {line}, character {character}, unable to switch the encoding'),
  XmlBlankExpected: message(9410, 16, 'XML parsing: line {line}, character {character}, whitespace expected'),
  XmlSemicolonExpected: message(9411, 16, 'XML parsing: line {line}, character {character}, semicolon expected'),
  XmlTagEndExpected: message(9412, 16, "XML parsing: line {line}, character {character}, '>' expected"),
  XmlStringExpected: message(9413, 16, 'XML parsing: line {line}, character {character}, A string literal was expected'),
  XmlEqualExpected: message(9414, 16, 'XML parsing: line {line}, character {character}, equal expected'),
  XmlLessInAttribute: message(9415, 16, "XML parsing: line {line}, character {character}, well formed check: no '<' in attribute value"),
  XmlHexadecimalExpected: message(9416, 16, 'XML parsing: line {line}, character {character}, hexadecimal digit expected'),
  XmlDigitExpected: message(9417, 16, 'XML parsing: line {line}, character {character}, decimal digit expected'),
  XmlIllegalCharacter: message(9420, 16, 'XML parsing: line {line}, character {character}, illegal xml character'),
  XmlNameCharacter: message(9421, 16, 'XML parsing: line {line}, character {character}, illegal name character'),
  XmlSyntax: message(9422, 16, 'XML parsing: line {line}, character {character}, incorrect document syntax'),
  XmlCommentSyntax: message(9424, 16, 'XML parsing: line {line}, character {character}, incorrect comment syntax'),
  XmlEndTag: message(9436, 16, 'XML parsing: line {line}, character {character}, end tag does not match start tag'),
  XmlDuplicateAttribute: message(9437, 16, 'XML parsing: line {line}, character {character}, duplicate attribute'),
  XmlDeclarationPlace: message(9438, 16, 'XML parsing: line {line}, character {character}, text/xmldecl not at the beginning of input'),
  XmlUndeclaredEntity: message(9448, 16, 'XML parsing: line {line}, character {character}, well formed check: undeclared entity'),
  XmlSectionEnd: message(9454, 16, "XML parsing: line {line}, character {character}, no ']]>' in element content"),
  XmlQualifiedName: message(9455, 16, 'XML parsing: line {line}, character {character}, illegal qualified name character'),
  XmlColons: message(9456, 16, 'XML parsing: line {line}, character {character}, multiple colons in qualified name'),
  XmlUndeclaredPrefix: message(9459, 16, 'XML parsing: line {line}, character {character}, undeclared prefix'),
  XmlEmptyNamespace: message(9460, 16, 'XML parsing: line {line}, character {character}, non default namespace with empty uri'),
} as const;
