// Messages about hints of tables, joins and queries. Part of the catalogue (catalogue.ts).
// In numeric order; one line each. Placeholders become required arguments of raise().
import { message } from './sql-error';

/** Messages raised for hints that contradict each other or the place they stand in. */
export const HINT_MESSAGES = {
  SnapshotHint: message(367, 16, "The hint 'SNAPSHOT' is valid only with memory optimized tables."),
  ConflictingOptimizerHints: message(1042, 15, 'Conflicting {name} optimizer hints specified.'),
  ConflictingJoinHints: message(1042, 16, 'Conflicting JOIN optimizer hints specified.'),
  JoinAlgorithmOfRemote: message(1071, 16, 'Cannot specify a JOIN algorithm with a remote JOIN.'),
  RemoteOuterJoin: message(1072, 15, 'A REMOTE hint can only be specified with an INNER JOIN clause.'),
  ReadPastOnInsert: message(4102, 15, 'The READPAST lock hint is only allowed on target tables of UPDATE and DELETE and on tables specified in an explicit FROM clause.'),
  OptimizeForTwice: message(4131, 16, 'A compile-time literal value is specified more than once for the variable "{name}" in one or more OPTIMIZE FOR clauses.'),
  ReadCommittedLockOnInsert: message(4140, 15, 'The READCOMMITTEDLOCK lock hint is not allowed on the target table of an INSERT statement.'),
  ForceScanAndSeek: message(10746, 15, 'The FORCESCAN hint is specified simultaneously with the FORCESEEK hint. Remove one of the hints and resubmit the query.'),
  SeekColumnsAndIndex: message(10747, 15, 'The parameterized FORCESEEK hint cannot be simultaneously used with INDEX hints or a non-parameterized FORCESEEK hint on the same object. Use either INDEX hints and a non-parameterized FORCESEEK hint or use a parameterized FORCESEEK hint without INDEX hints for each table or view.'),
  SeekOfIndexZero: message(10749, 16, 'The FORCESEEK hint cannot be used with index 0. Correct the index provided to the FORCESEEK hint and resubmit the query.'),
  ForceScanOfIndexes: message(10750, 15, 'The FORCESCAN hint cannot be used with more than one INDEX hint. Remove the extra INDEX hints and resubmit the query.'),
  LabelHintTwice: message(10768, 15, 'LABEL hint can only be used one time in the query. Modify the query and re-run it.'),
} as const;
