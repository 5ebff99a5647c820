// Runs a query or a change over a document's text. Errors come back as their number and text.
import { isSqlError } from '../../../../src/errors/sql-error';
import { printCutOut, printXml } from '../../../../src/types/xml/xml-document';
import { readXml } from '../../../../src/types/xml/xml-reader';
import { changeXml } from '../../../../src/xquery/change';
import { evaluateXQuery } from '../../../../src/xquery/evaluate';
import { isNode, textOfItem } from '../../../../src/xquery/items';
import { parseXmlDml, parseXQuery } from '../../../../src/xquery/parse-query';
import type { QuerySource } from '../../../../src/xquery/parser';
import { DOCUMENT } from '../../../../src/xquery/static-type';

const sourceOf = (text: string, method: string): QuerySource => ({
  text, method, context: DOCUMENT, document: DOCUMENT, namespaces: new Map(),
  typeOf: () => { throw new Error('No variables here.'); },
});

function told(run: () => string): string {
  try {
    return run();
  } catch (error) {
    if (!isSqlError(error)) throw error;
    return `${error.number} ${error.message}`;
  }
}

/** The text of what query() gives; values are joined by blanks. */
export const runQuery = (document: string, query: string): string => told(() => {
  const { expression } = parseXQuery(sourceOf(query, 'query()'), 'query');
  const items = evaluateXQuery(expression, { item: readXml(document), position: 1, size: 1, variables: new Map(), externals: [] });
  return items.map((item, i) => (isNode(item) ? printCutOut(item) : `${i > 0 ? ' ' : ''}${textOfItem(item)}`)).join('');
});

/** The document's text behind modify(). */
export const runChange = (document: string, change: string): string => told(() => {
  const root = readXml(document);
  changeXml(root, parseXmlDml(sourceOf(change, 'modify()')).change, []);
  return printXml(root);
});
