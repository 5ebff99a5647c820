// Windows code page 1252, both ways. Knows no type.

// What 0x80 to 0x9F stand for; the five unassigned ones stay what they are, as in Windows.
const HIGH =
  '\u20AC\u0081\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\u008D\u017D\u008F\u0090\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\u009D\u017E\u0178';
const TO_BYTE: ReadonlyMap<number, number> = new Map([...HIGH].map((character, index) => [character.charCodeAt(0), 0x80 + index]));
const QUESTION_MARK = 0x3f;

/** One byte for each UTF-16 unit; what the code page lacks becomes '?'. */
export function encodeCp1252(text: string): Buffer {
  const bytes = Buffer.allocUnsafe(text.length);
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    const isDirect = unit < 0x80 || (unit >= 0xa0 && unit <= 0xff);
    bytes[index] = isDirect ? unit : (TO_BYTE.get(unit) ?? QUESTION_MARK);
  }
  return bytes;
}

/** The text of bytes in code page 1252. */
export function decodeCp1252(bytes: Buffer): string {
  const text = bytes.toString('latin1');
  return text.replace(/[\u0080-\u009f]/g, (character) => HIGH.charAt(character.charCodeAt(0) - 0x80));
}
