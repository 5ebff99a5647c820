// EXECUTE ... WITH RESULT SETS: what a call sends goes on under the names and types that the clause gives. Knows nothing of what is called.
import { bindDataType } from '../../binder/bind-statement';
import { Messages } from '../../errors/catalogue';
import { NOT_SUPPORTED_NUMBER } from '../../errors/not-supported';
import { isSqlError, raise, type SqlError } from '../../errors/sql-error';
import type { ExecuteProcedure, ExecuteText, ResultSetColumn } from '../../syntax/ast/statement';
import { CommandCode, type ResultColumn, type ResultSink } from '../../tds/session-port';
import { assignConverter } from '../../types/conversion/convert';
import { canConvert } from '../../types/conversion/convert-matrix';
import { formatType, messageTypeName } from '../../types/format-type';
import type { Row, Value } from '../../types/value';
import type { Frame } from '../frame';
import type { Run } from '../outcome';
import { bindIn } from '../plan-cache';
import type { SessionSettings } from '../settings';
import type { SessionState } from '../state';
import { runExecute } from './execute';
import { conversionSettings } from '../settings';

type ResultSets = readonly (readonly ResultSetColumn[])[];
type Convert = (value: Value) => Value;

/** Runs EXECUTE with what its WITH RESULT SETS asks for, and tells of its end where it is not a batch's: that one the DONEPROC of what it called tells of. */
export function* runShapedExecute(state: SessionState, frame: Frame, statement: ExecuteProcedure | ExecuteText): Run<void> {
  yield* withResultSets(state, frame, statement.resultSets, runExecute(state, frame, statement));
  if (frame.kind !== 'batch' && !frame.settings.noCount) state.sink.statementEnd({ command: CommandCode.execute });
}

/** Runs a call with its result sets shaped. Raises 11535 to 11538 and 11553 where what is sent does not fit. */
function* withResultSets(state: SessionState, frame: Frame, sets: ResultSets | undefined, run: Run<void>): Run<void> {
  if (!sets) return yield* run;
  const outer = state.sink;
  const shaping = new ShapingSink(outer, sets.map((columns) => columns.map((column) => shapeOf(state, frame, column))), frame.settings);
  state.sink = shaping;
  try {
    yield* run;
  } finally {
    state.sink = outer;
  }
  if (shaping.sent < sets.length && !shaping.hasFailed) throw raise(Messages.ResultSetsTooFew, { specified: sets.length, sent: shaping.sent });
}

function shapeOf(state: SessionState, frame: Frame, column: ResultSetColumn): ResultColumn {
  const { type } = bindDataType(column.type, bindIn(state, frame), 'column');
  return { name: column.name.name, type: column.collation === undefined ? type : { ...type, collation: column.collation }, isNullable: column.isNullable };
}

/** A sink that renames and converts; everything but result sets passes through. */
class ShapingSink implements ResultSink {
  sent = 0;
  /** A result set did not fit: its error has been raised where it was sent. */
  hasFailed = false;
  #converters: readonly Convert[] = [];

  constructor(private readonly target: ResultSink, private readonly sets: readonly (readonly ResultColumn[])[], private readonly settings: SessionSettings) {}

  columns(columns: readonly ResultColumn[], order?: readonly number[]): void {
    const shape = this.sets[this.sent];
    if (!shape) throw this.#failed(raise(Messages.ResultSetsTooMany, { specified: this.sets.length }));
    this.sent++;
    if (shape.length !== columns.length) throw this.#failed(raise(Messages.ResultSetWidth, { specified: shape.length, set: this.sent, sent: columns.length }));
    this.#converters = shape.map((wanted, i) => this.#converter(columns[i] ?? wanted, wanted, i + 1));
    this.target.columns(shape, order);
  }

  #converter(from: ResultColumn, to: ResultColumn, position: number): Convert {
    if (canConvert(from.type, to.type) !== 'implicit')
      throw this.#failed(raise(Messages.ResultSetType, { type: messageTypeName(to.type), column: position, set: this.sent, sent: messageTypeName(from.type) }));
    const convert = assignConverter(from.type, to.type, conversionSettings(this.settings));
    return (value) => {
      if (value === null && !to.isNullable) throw this.#failed(raise(Messages.ResultSetNull, { column: position, set: this.sent }));
      try {
        return convert(value);
      } catch (error) {
        if (!isSqlError(error) || error.number === NOT_SUPPORTED_NUMBER) throw error;
        // A value that does not convert ends the batch (Microsoft Learn: EXECUTE).
        throw Object.assign(this.#failed(raise(Messages.ConversionError, { from: formatType(from.type), to: formatType(to.type) }, 2)), { endsTransaction: true });
      }
    };
  }

  #failed(error: SqlError): SqlError {
    this.hasFailed = true;
    return error;
  }

  row(row: Row): void { this.target.row(row.map((value, i) => this.#converters[i]?.(value) ?? null)); }
  statementEnd(...args: Parameters<ResultSink['statementEnd']>): void { this.target.statementEnd(...args); }
  info(...args: Parameters<ResultSink['info']>): void { this.target.info(...args); }
  error(...args: Parameters<ResultSink['error']>): void { this.target.error(...args); }
  environment(...args: Parameters<ResultSink['environment']>): void { this.target.environment(...args); }
  get openScopes(): number { return this.target.openScopes; }
  procedureBegin(): void { this.target.procedureBegin(); }
  procedureEnd(...args: Parameters<ResultSink['procedureEnd']>): void { this.target.procedureEnd(...args); }
  procedureLeave(): void { this.target.procedureLeave(); }
}
