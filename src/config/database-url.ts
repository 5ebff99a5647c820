// A database's address as one URL, as some applications have it: mssql://user:password@host:port/database. Knows no variable.

/** The parts of a URL that are there. */
export interface UrlParts {
  readonly host: string;
  readonly port?: number;
  readonly username?: string;
  readonly password?: string;
  readonly database?: string;
}

/** Takes a URL apart; undefined if the text is none, holds a percent sign that encodes nothing, or goes on behind its host as no URL does. */
export function urlParts(text: string | undefined): UrlParts | undefined {
  if (text === undefined || !URL.canParse(text)) return undefined;
  const { hostname, port, username, password, pathname } = new URL(text);
  // Connection strings of JDBC's and Prisma's have their settings there, a password among them.
  if (hostname === '' || hostname.includes(';')) return undefined;
  const named = { username, password, database: pathname.slice(1) };
  const given = Object.entries(named).filter(([, value]) => value !== '');
  if (!given.every(([, value]) => isEncoded(value))) return undefined;
  const decoded = given.map(([name, value]) => [name, decodeURIComponent(value)]);
  return { host: hostname.replace(/^\[|\]$/g, ''), ...(port === '' ? {} : { port: Number(port) }), ...(Object.fromEntries(decoded) as object) };
}

function isEncoded(text: string): boolean {
  return !/%(?![0-9a-f]{2})/i.test(text);
}

/** Whether a text is the URL of a SQL Server, and not of some other server that the application uses. */
export function isSqlServerUrl(text: string | undefined): text is string {
  return urlParts(text) !== undefined && /^(mssql|sqlserver):/i.test(text ?? '');
}

/** Whether a text says where a SQL Server is, in a way that is not read: a connection string of ADO.NET's, JDBC's or Prisma's, or a URL with a mistake. */
export function isUnreadAddress(text: string | undefined): boolean {
  return !isSqlServerUrl(text) && /^\s*(?:(?:server|data source|address|addr|network address)\s*=|(?:jdbc:)?(?:mssql|sqlserver):)/i.test(text ?? '');
}

/** A URL that leads to other parts, with the protocol and the parameters of the one that was there. */
export function urlOf(parts: Required<Pick<UrlParts, 'host' | 'port'>> & Partial<Record<'user' | 'password' | 'database', string>>, current: string | undefined): string {
  const encode = (text: string | undefined): string => encodeURIComponent(text ?? '');
  const host = parts.host.includes(':') ? `[${parts.host}]` : parts.host;
  const login = parts.user === undefined ? '' : `${encode(parts.user)}:${encode(parts.password)}@`;
  const { protocol, search } = isSqlServerUrl(current) ? new URL(current) : { protocol: 'mssql:', search: '' };
  return `${protocol}//${login}${host}:${parts.port}/${encode(parts.database)}${search}`;
}
