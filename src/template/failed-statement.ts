// The statement that an error came from, short enough for a message and without what must not be printed. Knows no connection.

const LENGTH = 200;
const SECRET = /\b(PASSWORD|SECRET|OLD_PASSWORD)(\s*=\s*N?)'(?:[^']|'')*'/gi;

/** ` In: ...` for an error of TypeORM's that names its statement, else nothing. */
export function statementOf(error: unknown): string {
  const query = typeof error === 'object' && error !== null ? (error as { query?: unknown }).query : undefined;
  if (typeof query !== 'string') return '';
  const line = query.replace(/\s+/g, ' ').trim().replace(SECRET, "$1$2'***'");
  return ` In: ${line.length > LENGTH ? `${line.slice(0, LENGTH)}...` : line}`;
}
