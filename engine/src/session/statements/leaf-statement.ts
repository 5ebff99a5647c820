// The one switch over the statements that hold no others. Control flow is the interpreter's.
import { notSupported } from '../../errors/not-supported';
import type { BlockStatement, BreakStatement, ContinueStatement, GotoStatement, IfStatement, LabelStatement, Statement, TryCatch, WhileStatement } from '../../syntax/ast/statement';
import type { Frame } from '../frame';
import { NEXT, type Run, type Signal } from '../outcome';
import type { SessionState } from '../state';
import { runAdministration } from './administration';
import { runFetch } from './cursors/cursor-fetch';
import { runCursorStatement } from './cursors/cursors';
import { beginImplicitly } from './implicit-transaction';
import { runInsertExecute } from './insert-execute';
import { runQueryStatement } from './query-statement';
import { runShapedExecute } from './result-sets';
import { runSimpleStatement } from './simple-statement';
import { runTransactionStatement } from './transaction-statement';

type LeafStatement = Exclude<Statement, BlockStatement | BreakStatement | ContinueStatement | GotoStatement | IfStatement | LabelStatement | TryCatch | WhileStatement>;

/** Runs one of them. */
export function* runLeaf(state: SessionState, frame: Frame, statement: LeafStatement): Run<Signal> {
  switch (statement.kind) {
    case 'select': case 'insert': case 'update': case 'delete': case 'merge':
      yield* runRows(state, frame, statement);
      return NEXT;
    case 'execute': case 'execute-text':
      yield* runShapedExecute(state, frame, statement);
      return NEXT;
    case 'begin-transaction': case 'commit': case 'rollback': case 'save-transaction':
      beginImplicitly(state, frame, statement);
      runTransactionStatement(state, frame, statement);
      return NEXT;
    case 'declare-cursor': case 'open-cursor': case 'fetch': case 'close-cursor': case 'deallocate-cursor':
      beginImplicitly(state, frame, statement);
      if (statement.kind === 'fetch') yield* runFetch(state, frame, statement);
      else yield* runCursorStatement(state, frame, statement);
      return NEXT;
    case 'declare': case 'declare-table': case 'set-variable': case 'return': case 'print': case 'raiserror': case 'throw': case 'waitfor':
    case 'set-option': case 'set-isolation': case 'set-identity-insert': case 'use': case 'impersonation':
      return yield* runSimpleStatement(state, frame, statement);
    case 'unsupported': throw notSupported(statement.feature);
    default:
      yield* runAdministration(state, frame, statement);
      return NEXT;
  }
}

function* runRows(state: SessionState, frame: Frame, statement: Parameters<typeof runQueryStatement>[2]): Run<void> {
  if (statement.kind !== 'insert' || statement.source.kind !== 'execute') return yield* runQueryStatement(state, frame, statement);
  beginImplicitly(state, frame, statement);
  yield* runInsertExecute(state, frame, statement, statement.source.execute);
}
