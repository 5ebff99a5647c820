// Holds back what a statement sends until the statement is sure to end: a lock wait throws the buffer away and the statement runs again.
import type { ResultSink } from '../tds/session-port';

type Call = Exclude<keyof ResultSink, 'openScopes'>;
type Event = { [K in Call]: { readonly call: K; readonly args: Parameters<ResultSink[K]> } }[Call];

/** A ResultSink that remembers its calls in order. */
export class BufferSink implements ResultSink {
  openScopes = 0;
  #events: Event[] = [];
  columns(...args: Parameters<ResultSink['columns']>): void { this.#events.push({ call: 'columns', args }); }
  row(...args: Parameters<ResultSink['row']>): void { this.#events.push({ call: 'row', args }); }
  statementEnd(...args: Parameters<ResultSink['statementEnd']>): void { this.#events.push({ call: 'statementEnd', args }); }
  info(...args: Parameters<ResultSink['info']>): void { this.#events.push({ call: 'info', args }); }
  error(...args: Parameters<ResultSink['error']>): void { this.#events.push({ call: 'error', args }); }
  environment(...args: Parameters<ResultSink['environment']>): void { this.#events.push({ call: 'environment', args }); }

  procedureBegin(...args: Parameters<ResultSink['procedureBegin']>): void {
    this.openScopes += 1;
    this.#events.push({ call: 'procedureBegin', args });
  }

  procedureEnd(...args: Parameters<ResultSink['procedureEnd']>): void {
    this.openScopes -= 1;
    this.#events.push({ call: 'procedureEnd', args });
  }

  procedureLeave(...args: Parameters<ResultSink['procedureLeave']>): void {
    this.openScopes -= 1;
    this.#events.push({ call: 'procedureLeave', args });
  }

  /** Sends everything on, in order, and forgets it. */
  flush(target: ResultSink): void {
    const events = this.#events;
    this.#events = [];
    for (const event of events) send(target, event);
  }

  /** The rows of every result set, for INSERT ... EXEC: what is hidden is none of it, and stands behind the rest. */
  resultSets(): { columns: Parameters<ResultSink['columns']>[0]; rows: Parameters<ResultSink['row']>[0][] }[] {
    const sets: { columns: Parameters<ResultSink['columns']>[0]; rows: Parameters<ResultSink['row']>[0][] }[] = [];
    for (const event of this.#events) {
      if (event.call === 'columns') sets.push({ columns: event.args[0].filter((column) => !column.isHidden), rows: [] });
      else if (event.call === 'row') sets.at(-1)?.rows.push(event.args[0].slice(0, sets.at(-1)?.columns.length));
    }
    return sets;
  }

  /** Drops rows and result sets but keeps messages. */
  dropResults(): void { this.#events = this.#events.filter((e) => e.call === 'info' || e.call === 'error' || e.call === 'environment'); }
}

function send(target: ResultSink, event: Event): void {
  switch (event.call) {
    case 'columns': target.columns(...event.args); return;
    case 'row': target.row(...event.args); return;
    case 'statementEnd': target.statementEnd(...event.args); return;
    case 'info': target.info(...event.args); return;
    case 'error': target.error(...event.args); return;
    case 'environment': target.environment(...event.args); return;
    case 'procedureBegin': target.procedureBegin(); return;
    case 'procedureEnd': target.procedureEnd(...event.args); return;
    case 'procedureLeave': target.procedureLeave(); return;
  }
}
