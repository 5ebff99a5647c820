// The recursion of the grammar: what a statement family may ask of the others without importing them.
// Its members are wired in ../parse.ts. Knows no rule itself.
import type { Expression, XmlNamespace } from '../ast/expression';
import type { CommonTableExpression, SelectStatement } from '../ast/query';
import type { DmlStatement, Statement } from '../ast/statement';
import { Cursor } from './cursor';

/** Where a query stands: at the top of a statement, or in parentheses, a view or an inline function, where each SELECT of a UNION may have its own ORDER BY. */
export type QueryPlace = 'statement' | 'nested';

/** The entry points of the mutually recursive rules. */
export interface Grammar {
  /** A scalar expression; a predicate in its place is a syntax error. */
  readonly value: (p: Parser) => Expression;
  /** A search condition; a scalar in its place is error 4145. */
  readonly condition: (p: Parser) => Expression;
  /** Either. */
  readonly any: (p: Parser) => Expression;
  /** A query expression with ORDER BY, OFFSET and FOR, without WITH and OPTION. */
  readonly query: (p: Parser, ctes: readonly CommonTableExpression[], place: QueryPlace) => SelectStatement;
  /** A SELECT with everything: WITH in front, OPTION behind. */
  readonly select: (p: Parser, place: QueryPlace) => SelectStatement;
  /** INSERT, UPDATE, DELETE or MERGE without WITH in front. */
  readonly dml: (p: Parser, ctes: readonly CommonTableExpression[]) => DmlStatement;
  /** One statement as written: several nodes where SET or DECLARE name several things. */
  readonly statement: (p: Parser) => readonly Statement[];
  /** Statements until `isEnd` says so, or the end of the batch. */
  readonly statements: (p: Parser, isEnd: () => boolean) => readonly Statement[];
}

/** What one parse needs: the cursor, the options, and the grammar's entry points. */
export class Parser extends Cursor {
  /** 0 at the top of the batch, more within IF, BEGIN, modules. */
  statementLevel = 0;
  /** Statements of the batch read so far at the top. */
  statementCount = 0;
  /** CASE and IIF around what is read now. */
  caseDepth = 0;
  /** WITH XMLNAMESPACES of the statement that is read. */
  xmlNamespaces: readonly XmlNamespace[] = [];
  /** Within CREATE SCHEMA, whose elements may be views. */
  isInSchema = false;
  /** The bare name of the module whose text this is, once it is read: syntax errors carry it. */
  moduleName = '';

  constructor(text: string, options: ConstructorParameters<typeof Cursor>[1], private readonly grammar: Grammar) {
    super(text, options);
  }

  value(): Expression {
    return this.grammar.value(this);
  }

  condition(): Expression {
    return this.grammar.condition(this);
  }

  any(): Expression {
    return this.grammar.any(this);
  }

  query(place: QueryPlace = 'statement'): SelectStatement {
    return this.nest(() => this.grammar.query(this, [], place));
  }

  select(place: QueryPlace = 'statement'): SelectStatement {
    return this.nest(() => this.grammar.select(this, place));
  }

  dml(ctes: readonly CommonTableExpression[] = []): DmlStatement {
    return this.grammar.dml(this, ctes);
  }

  /** One statement as one node. */
  statement(): Statement {
    const at = this.at;
    const statements = this.grammar.statement(this);
    const only = statements[0];
    return only !== undefined && statements.length === 1 ? only : { kind: 'block', statements, at };
  }

  statements(isEnd: () => boolean): readonly Statement[] {
    return this.grammar.statements(this, isEnd);
  }

  /** `( select )` */
  parenthesizedQuery(): SelectStatement {
    this.expectSymbol('(');
    const query = this.query('nested');
    this.expectSymbol(')');
    return query;
  }
}
