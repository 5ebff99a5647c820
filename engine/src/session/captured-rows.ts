// The rows that a body of statements selects, kept from the client. Knows nothing of the statements.
import type { Row } from '../types/value';
import { BufferSink } from './buffer-sink';
import type { Run } from './outcome';
import type { SessionState } from './state';

/** Runs the body and gives its rows, of all result sets; what it says (messages, errors) goes to the client. */
export function* capturedRows(state: SessionState, body: Run<void>): Run<readonly Row[]> {
  const outer = state.sink;
  const captured = new BufferSink();
  state.sink = captured;
  try {
    yield* body;
  } finally {
    state.sink = outer;
  }
  const rows = captured.resultSets().flatMap((set) => set.rows);
  captured.dropResults();
  captured.flush(outer);
  return rows;
}
