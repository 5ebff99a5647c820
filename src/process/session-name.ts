// The name by which a spec's sessions are known on the server (program_name), and the way back from it. Knows no connection.

const PREFIX = 'jest-nest-mssql: ';
const MAX_LENGTH = 128;

/** The name of the sessions that a spec file opens; a long path keeps its end. */
export function sessionName(spec: string): string {
  return PREFIX + spec.slice(-(MAX_LENGTH - PREFIX.length));
}

/** The spec file that opened a session of this name; undefined for other programs. */
export function specOf(programName: unknown): string | undefined {
  return typeof programName === 'string' && programName.startsWith(PREFIX) ? programName.slice(PREFIX.length) : undefined;
}
