// Whatever the text, the parser returns a tree or raises a SqlError, and comes to an end.
import fc from 'fast-check';
import { isSqlError } from '../../src/errors/sql-error';
import { parseBatch, parseExpression, parseObjectName } from '../../src/syntax/parse';
import { printDefinition } from '../../src/syntax/print';

const TOKENS = `SELECT FROM WHERE GROUP BY ORDER HAVING TOP DISTINCT AS JOIN LEFT ON CROSS APPLY UNION ALL INSERT INTO VALUES UPDATE SET DELETE MERGE USING WHEN MATCHED
THEN NOT AND OR NULL IS IN LIKE BETWEEN EXISTS CASE END ELSE BEGIN TRY CATCH IF WHILE DECLARE TABLE CREATE ALTER DROP INDEX VIEW PROC FUNCTION TRIGGER RETURNS RETURN
EXEC OUTPUT WITH OPTION OVER PARTITION ROWS OFFSET FETCH NEXT ROW ONLY CAST CONVERT CONSTRAINT PRIMARY KEY DEFAULT CHECK FOREIGN REFERENCES IDENTITY NOLOCK PIVOT FOR JSON
PATH OPENJSON CURSOR OPEN CLOSE BACKUP RESTORE DATABASE TO DISK GRANT DBCC TRAN COMMIT ROLLBACK SAVE THROW PRINT GOTO ADD COLUMN ROLLUP GROUPING SETS a b t #x @v @@ROWCOUNT
[q] "d" 'str' N'u' 1 1.5 0xAB $2 ( ) ( ) , . ; = <> < > + - * / % :: : { } ? ~ -- /* */ ' [ " ||`.split(/\s+/);

const isRefusal = (run: () => unknown): boolean => {
  try {
    run();
    return true;
  } catch (error) {
    if (isSqlError(error)) return error.line > 0;
    throw error;
  }
};

const soup = fc.array(fc.constantFrom(...TOKENS), { maxLength: 40 }).map((tokens) => tokens.join(' '));

test('reads or refuses a soup of tokens', () => {
  fc.assert(fc.property(soup, fc.boolean(), (text, quotedIdentifier) => isRefusal(() => parseBatch(text, { quotedIdentifier }))), { numRuns: 4000, seed: 1 });
});

test('reads or refuses any text at all', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => isRefusal(() => parseBatch(text, { quotedIdentifier: true }))), { numRuns: 500, seed: 2 });
  fc.assert(fc.property(fc.string({ maxLength: 30 }), (text) => parseObjectName(text).length <= 4), { numRuns: 1000, seed: 3 });
});

test('reads or refuses a statement cut short or with a token changed', () => {
  const statement = "MERGE INTO t AS x USING (SELECT a, COUNT(*) n FROM u LEFT JOIN v ON u.i = v.i GROUP BY a) s ON x.a = s.a WHEN MATCHED AND s.n BETWEEN 1 AND 3 THEN UPDATE SET x.b = CASE WHEN s.a IS NULL THEN N'q' ELSE CAST(s.n AS nvarchar(10)) END WHEN NOT MATCHED THEN INSERT (a) VALUES (s.a) OUTPUT $action, inserted.a INTO @o;".split(' ');
  const mutation = fc.tuple(fc.nat(statement.length - 1), fc.constantFrom(...TOKENS), fc.nat(statement.length));
  fc.assert(fc.property(mutation, ([at, token, length]) => isRefusal(() => parseBatch(statement.with(at, token).slice(0, length).join(' '), { quotedIdentifier: true }))), { numRuns: 2000, seed: 4 });
});

test.each(['(', 'NOT ', '- ', '~', 'SELECT (', 'CASE WHEN ', 'f(', 'a IN (', '[', 'EXISTS (SELECT '])('refuses deep nesting of %s', (text) => {
  expect(isRefusal(() => parseExpression(text.repeat(3000)))).toBe(true);
});

test.each(['BEGIN ', 'IF 1=1 ', 'WHILE 1=1 BEGIN ', 'SELECT * FROM (', 'SELECT * FROM a JOIN (', '(', 'BEGIN TRY ', 'WITH a AS (', 'INSERT t EXEC '])('refuses deep statements of %s', (text) => {
  expect(isRefusal(() => parseBatch(text.repeat(3000), { quotedIdentifier: true }))).toBe(true);
});

const leaf = fc.constantFrom('a', 'b', '1', "'x'", 'NULL', '-2', 'getdate()');
const value = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, leaf, fc.tuple(tie('value'), fc.constantFrom('+', '-', '*', '%'), tie('value')).map(([l, o, r]) => `(${l} ${o} ${r})`), tie('value').map((v) => `abs(${v})`)),
})).value;
const condition = fc.letrec<{ condition: string }>((tie) => ({
  condition: fc.oneof({ maxDepth: 4 },
    fc.tuple(value, fc.constantFrom('=', '<>', '<', '>='), value).map((parts) => parts.join(' ')),
    fc.tuple(value, value, value).map(([a, b, c]) => `${a} IN (${b}, ${c})`), fc.tuple(value, value, value).map(([a, b, c]) => `${a} NOT BETWEEN ${b} AND ${c}`),
    value.map((v) => `${v} IS NOT NULL`), fc.tuple(value, value).map(([a, b]) => `${a} NOT LIKE ${b}`),
    tie('condition').map((c) => `NOT (${c})`), fc.tuple(tie('condition'), fc.constantFrom('AND', 'OR'), tie('condition')).map(([l, o, r]) => `(${l} ${o} ${r})`)),
})).condition;

test('a printed definition reads back as itself', () => {
  fc.assert(fc.property(fc.oneof(value, condition), (text) => {
    const printed = printDefinition(parseExpression(text));
    expect(printDefinition(parseExpression(printed))).toBe(printed);
  }), { numRuns: 1000, seed: 5 });
});
