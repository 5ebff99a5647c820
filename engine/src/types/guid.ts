// uniqueidentifier: its text, its sixteen mixed-endian bytes and its order. Knows no conversions' rules.

const GUID = /^\{?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/i;
/** Where each text byte (in order of the digits) sits in the stored bytes. */
const STORED_AT: readonly number[] = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];

/** The canonical text of a GUID with or without braces (what follows is ignored), or undefined. */
export function parseGuid(text: string): string | undefined {
  const match = GUID.exec(text);
  if (match?.[1] === undefined || (text.startsWith('{') && text.charAt(37) !== '}')) return undefined;
  return match[1].toUpperCase();
}

/** The sixteen bytes as SQL Server stores and sends them. */
export function guidToBytes(guid: string): Uint8Array {
  const digits = guid.replace(/-/g, '');
  const bytes = new Uint8Array(16);
  STORED_AT.forEach((position, index) => { bytes[position] = Number.parseInt(digits.slice(index * 2, index * 2 + 2), 16); });
  return bytes;
}

/** The text of sixteen stored bytes; missing ones are zero. */
export function guidFromBytes(bytes: Uint8Array): string {
  const digits = STORED_AT.map((position) => (bytes[position] ?? 0).toString(16).padStart(2, '0')).join('').toUpperCase();
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${digits.slice(12, 16)}-${digits.slice(16, 20)}-${digits.slice(20)}`;
}

const swapBytes = (hex: string): string => (hex.match(/../g) ?? []).reverse().join('');

/** SQL Server's order: the last six bytes first, then the groups before them, each in stored byte order. */
export function compareGuids(left: string, right: string): number {
  if (left === right) return 0;
  const tail = compare(left.slice(24), right.slice(24)) || compare(left.slice(19, 23), right.slice(19, 23));
  return tail || compare(storedHead(left), storedHead(right));
}

const storedHead = (guid: string): string => swapBytes(guid.slice(14, 18)) + swapBytes(guid.slice(9, 13)) + swapBytes(guid.slice(0, 8));
const compare = (left: string, right: string): number => (left === right ? 0 : left < right ? -1 : 1);
