// CREATE FULLTEXT CATALOG and CREATE FULLTEXT INDEX, whole: what follows them in the batch has to be found. Nothing of them is kept, since the
// engine, like a server without the component, can only say that full-text search is not installed.
import type { Position } from '../../ast/common';
import type { CreateFulltext } from '../../ast/statement';
import type { Parser } from '../grammar';
import { parseIdentifier, parseObjectName, parseSignedNumber } from '../names';

/** CREATE FULLTEXT CATALOG | INDEX; FULLTEXT is the next word. */
export function parseCreateFulltext(p: Parser, at: Position): CreateFulltext {
  p.expectWord('FULLTEXT');
  if (!p.isWord('CATALOG', 'INDEX')) throw p.refuse(`CREATE FULLTEXT ${p.current.upper}`);
  const isIndex = p.advance().upper === 'INDEX';
  if (isIndex) skipIndex(p);
  else skipCatalog(p);
  return { kind: 'create-fulltext', what: isIndex ? 'index' : 'catalog', at };
}

function skipCatalog(p: Parser): void {
  parseIdentifier(p);
  for (;;) {
    if (p.acceptSequence('ON', 'FILEGROUP') || p.acceptWord('AUTHORIZATION')) parseIdentifier(p);
    else if (p.acceptSequence('IN', 'PATH')) p.value();
    else if (p.acceptSequence('WITH', 'ACCENT_SENSITIVITY')) {
      p.expectSymbol('=');
      p.expectOneOf('ON', 'OFF');
    } else if (!p.acceptSequence('AS', 'DEFAULT')) return;
  }
}

function skipIndex(p: Parser): void {
  p.expectWord('ON');
  parseObjectName(p);
  if (p.acceptSymbol('(')) {
    p.list(() => skipColumn(p));
    p.expectSymbol(')');
  }
  p.expectWord('KEY');
  p.expectWord('INDEX');
  parseIdentifier(p);
  if (p.acceptWord('ON')) skipPlace(p);
  if (!p.acceptWord('WITH')) return;
  const isInParentheses = p.acceptSymbol('(');
  p.list(() => skipOption(p));
  if (isInParentheses) p.expectSymbol(')');
}

function skipColumn(p: Parser): void {
  parseIdentifier(p);
  if (p.acceptSequence('TYPE', 'COLUMN')) parseIdentifier(p);
  if (p.acceptWord('LANGUAGE')) skipLanguage(p);
  p.acceptWord('STATISTICAL_SEMANTICS');
}

function skipLanguage(p: Parser): void {
  if (p.isKind('number')) parseSignedNumber(p);
  else if (p.isKind('word')) parseIdentifier(p);
  else p.value();
}

function skipPlace(p: Parser): void {
  const isInParentheses = p.acceptSymbol('(');
  p.list(() => {
    p.acceptWord('FILEGROUP');
    parseIdentifier(p);
  });
  if (isInParentheses) p.expectSymbol(')');
}

function skipOption(p: Parser): void {
  if (p.acceptSequence('NO', 'POPULATION')) return;
  if (p.acceptSequence('SEARCH', 'PROPERTY')) p.expectWord('LIST');
  else p.expectOneOf('CHANGE_TRACKING', 'STOPLIST');
  p.acceptSymbol('=');
  if (!p.acceptWord('OFF')) parseIdentifier(p);
}
