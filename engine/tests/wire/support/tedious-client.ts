// tedious as the outside judge: promises around its connection and requests.
import { Connection, Request, type ConnectionConfiguration } from 'tedious';

/** Connection options on top of the usual ones. */
export type Options = NonNullable<ConnectionConfiguration['options']>;

/** What a request brought back. */
export interface Outcome {
  readonly error: (Error & { number?: number; state?: number; class?: number; lineNumber?: number; procName?: string; serverName?: string; code?: string; errors?: Error[] }) | undefined;
  readonly rowCount: number | undefined;
  readonly sets: { columns: { name: string; type: string; nullable: boolean; identity: boolean; length: number | undefined }[]; rows: unknown[][] }[];
  readonly outputs: Record<string, unknown>;
  readonly returnStatus: number | undefined;
  readonly dones: string[];
}

/** The configuration of a client of the fake. */
export function configuration(port: number, options: Options = {}, password = 'Secret#1'): ConnectionConfiguration {
  return {
    server: '127.0.0.1',
    authentication: { type: 'default', options: { userName: 'sa', password } },
    options: { port, encrypt: false, trustServerCertificate: true, connectTimeout: 4000, requestTimeout: 4000, cancelTimeout: 2000, ...options },
  };
}

const ENDED = new WeakSet<Connection>();

/** Connects, or rejects with the login's error. */
export function connect(port: number, options: Options = {}, password?: string): Promise<Connection> {
  return new Promise((resolve, reject) => {
    const connection = new Connection(configuration(port, options, password));
    connection.on('error', () => undefined);
    connection.once('end', () => ENDED.add(connection));
    connection.connect((error) => (error ? reject(error) : resolve(connection)));
  });
}

/** Closes and waits for it. */
export function disconnect(connection: Connection): Promise<void> {
  if (ENDED.has(connection)) return Promise.resolve();
  return new Promise((resolve) => {
    connection.once('end', () => resolve());
    connection.close();
  });
}

/** How a request is sent. */
export type Mode = 'batch' | 'sql' | 'procedure';

interface Metadata { colName: string; type: { name: string }; flags: number; dataLength?: number }
interface Cell { value: unknown }

/** Sends one request and collects everything that comes back. */
export function send(connection: Connection, text: string, mode: Mode = 'batch', prepare: (request: Request) => void = () => undefined): Promise<Outcome> {
  return new Promise((resolve) => {
    const sets: Outcome['sets'] = [];
    const outputs: Record<string, unknown> = {};
    const dones: string[] = [];
    let returnStatus: number | undefined;
    const request = new Request(text, (error, rowCount) => resolve({ error: error as Outcome['error'] ?? undefined, rowCount, sets, outputs, returnStatus, dones }));
    request.on('columnMetadata', (columns) => {
      sets.push({
        columns: (columns as unknown as Metadata[]).map(({ colName, type, flags, dataLength }) => ({ name: colName, type: type.name, nullable: (flags & 1) === 1, identity: (flags & 0x10) !== 0, length: dataLength })),
        rows: [],
      });
    });
    request.on('row', (cells: Cell[]) => sets.at(-1)?.rows.push(cells.map((cell) => cell.value)));
    request.on('returnValue', (name, value) => { outputs[name] = value; });
    request.on('done', (count) => dones.push(`done ${count ?? '-'}`));
    request.on('doneInProc', (count) => dones.push(`doneInProc ${count ?? '-'}`));
    request.on('doneProc', (count, _more, status) => { dones.push(`doneProc ${count ?? '-'} ${status ?? '-'}`); returnStatus = status ?? returnStatus; });
    prepare(request);
    if (mode === 'batch') connection.execSqlBatch(request);
    else if (mode === 'sql') connection.execSql(request);
    else connection.callProcedure(request);
  });
}
