// The notation of transcripts: what is refused, and that parsing and printing are each other's inverse.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GOLDEN_FOLDER, listTranscripts } from './count';
import { parseTranscript, printTranscript } from './format';
import { printCell, RecordPrinter } from './print-result';

const HEADER = '-- What it shows.\n-- source: unverified\n\n';

test('every transcript is kept in the form in which it is printed', () => {
  for (const name of listTranscripts()) {
    const text = readFileSync(join(GOLDEN_FOLDER, name), 'utf8');
    const transcript = parseTranscript(text);
    expect({ name, text: printTranscript(transcript, transcript.steps.map((step) => step.record)) }).toEqual({ name, text });
  }
});

test.each([
  ['an unknown tag', `${HEADER}-- [s1] [plans]\nSELECT 1;\nGO\n----\n`, 'line 4: unknown tag [plans]'],
  ['no source', '-- What it shows.\n\nSELECT 1;\nGO\n----\n', 'line 1: a transcript opens with a comment and a `-- source:` line'],
  ['a source of no known rank', '-- What it shows.\n-- source: hearsay\n\nSELECT 1;\nGO\n----\n', "line 1: unknown source 'hearsay': unverified, documentation: <Title> or SQL Server <year>, <build> and date"],
  ['input without a record', `${HEADER}SELECT 1;\nGO\n`, 'line 4: input without a record (`----`)'],
  ['a batch without GO', `${HEADER}SELECT 1;\n----\n`, 'line 4: a batch ends with GO'],
])('%s fails the file', (_, text, message) => {
  expect(() => parseTranscript(text)).toThrow(message);
});

test('batches carry their session, their tags and the text from their first line on', () => {
  const { steps } = parseTranscript(`${HEADER}SELECT 1;\nGO\n\n-- [s2] [ends]\nSELECT 2;\nGO\n----\nx:int\n\nSELECT 3;\nGO\n----\n`);
  expect(steps.map((step) => step.batches.map((batch) => [batch.session, [...batch.tags], batch.text]))).toEqual([
    [['s1', [], 'SELECT 1;'], ['s2', ['ends'], '-- [s2] [ends]\nSELECT 2;']],
    [['s1', [], 'SELECT 3;']],
  ]);
  expect(steps.map((step) => step.record)).toEqual([['x:int'], []]);
});

test('values that could be misread are quoted', () => {
  expect([null, '', 'NULL', 'a b', ' a', "it's", "'a", 'a | b', 'a\nb'].map((text) => printCell(text, true))).toEqual(['NULL', "''", "'NULL'", 'a b', "' a'", "it's", "'''a'", "'a | b'", "'a\\nb'"]);
});

test('messages: class 0 is its text alone, errors carry number, level, state, procedure and line', () => {
  const printer = new RecordPrinter();
  printer.message({ number: 0, severity: 0, state: 1, text: 'printed', procedure: '', line: 1 });
  printer.message({ number: 5701, severity: 0, state: 2, text: 'never shown', procedure: '', line: 1 });
  printer.message({ number: 1205, severity: 13, state: 45, text: 'Transaction (Process ID 63) was deadlocked', procedure: 'dbo.p', line: 4 });
  expect(printer.lines).toEqual(['printed', 'Msg 1205, Level 13, State 45, Procedure dbo.p, Line 4', 'Transaction (Process ID <spid>) was deadlocked']);
});
