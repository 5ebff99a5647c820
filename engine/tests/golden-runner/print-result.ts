// Turns what a server answers into the lines of a record. Knows the notation, not where the answer came from.
//
// Result set: a line `name:type | name:type`, one line per row with ` | ` between values, then `(1 row)` or `(n rows)` when the server
// counted. Other counted statements: `(1 row affected)`, but not those that assign to variables, as no tool prints them. Errors: `Msg 2627, Level 14, State 1[, Procedure p], Line 1` and the text.
// Messages of class 0 (PRINT, 3621) are their text alone; 1 to 10 carry a Msg line. NULL is NULL. A string that is empty, has outer blanks,
// a control character, a quote at its start or ` | `, or reads NULL, stands in single quotes, line ends as \n. Process ids in messages print as <spid>.

import { CommandCode } from '../../src/tds/session-port';

/** A column header as printed. */
export interface PrintedColumn { readonly name: string; readonly type: string; readonly isNullable: boolean; readonly isText: boolean }

/** A message as printed: severity 11 and above is an error. */
export interface PrintedMessage { readonly number: number; readonly severity: number; readonly state: number; readonly text: string; readonly procedure: string; readonly line: number }

/** Messages that every USE and login sends and no tool prints. */
const SILENT = new Set([5701, 5703]);

/** One value's text; `null` is SQL NULL. Text is quoted where it would be misread. */
export function printCell(text: string | null, isText: boolean): string {
  if (text === null) return 'NULL';
  const isPlain = !isText || (text !== '' && text !== 'NULL' && text.trim() === text && !text.startsWith("'") && !/[\u0000-\u001f]| \| /.test(text));
  return isPlain ? text : `'${text.replace(/\\/g, '\\\\').replace(/'/g, "''").replace(/\r/g, '\\r').replace(/\n/g, '\\n').replace(/\t/g, '\\t')}'`;
}

const counted = (count: number, noun: string): string => `(${count} ${count === 1 ? 'row' : 'rows'}${noun})`;

/** Collects the lines of one batch's answer, in the order of the answer. */
export class RecordPrinter {
  readonly #lines: string[] = [];
  #isInResultSet = false;

  constructor(private readonly options: { readonly showsNullability?: boolean; readonly isQuiet?: boolean } = {}) {}

  /** The lines so far. */
  get lines(): readonly string[] { return this.#lines; }

  /** Opens a result set. */
  columns(columns: readonly PrintedColumn[]): void {
    this.#isInResultSet = true;
    const suffix = (column: PrintedColumn): string => (this.options.showsNullability ? (column.isNullable ? ' null' : ' not null') : '');
    this.#lines.push(columns.map((column) => `${column.name}:${column.type}${suffix(column)}`).join(' | '));
  }

  /** A row of the open result set, as cells. */
  row(cells: readonly string[]): void { this.#lines.push(cells.join(' | ')); }

  /** A statement's end; `rowCount` undefined when the server did not count. */
  statementEnd(rowCount: number | undefined, command: number): void {
    const isAssignment = command === CommandCode.select && !this.#isInResultSet;
    if (rowCount !== undefined && !isAssignment) this.#lines.push(counted(rowCount, this.#isInResultSet ? '' : ' affected'));
    this.#isInResultSet = false;
  }

  /** An error or an informational message. */
  message(message: PrintedMessage): void {
    if (SILENT.has(message.number) || (this.options.isQuiet && message.severity <= 10)) return;
    if (message.severity > 0 && message.severity !== 10) this.#lines.push(messageHead(message));
    this.#lines.push(...message.text.replace(/Process ID \d+/, 'Process ID <spid>').split(/\r?\n/).map((line) => (line.trim() === '' ? '(blank line)' : line)));
  }

  /** A line of the runner's own. */
  note(line: string): void { this.#lines.push(line); }
}

function messageHead(message: PrintedMessage): string {
  const procedure = message.procedure === '' ? '' : `, Procedure ${message.procedure}`;
  return `Msg ${message.number}, Level ${message.severity}, State ${message.state}${procedure}, Line ${message.line}`;
}
