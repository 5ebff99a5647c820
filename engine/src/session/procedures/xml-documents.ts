// sp_xml_preparedocument and sp_xml_removedocument: the documents that OPENXML reads, by handles of the session. Knows no pattern.
import { Messages } from '../../errors/catalogue';
import { isSqlError, raise } from '../../errors/sql-error';
import { prepareXml, type PreparedXml } from '../../exec/prepared-xml';
import { INT, nvarchar } from '../../types/sql-type';
import type { Frame } from '../frame';
import type { Run } from '../outcome';
import { runStatement } from '../statement';
import type { SessionState } from '../state';
import { namedArguments, valueOf, type Argument } from './match-arguments';

/** Keeps a document and gives its handle: odd numbers, never used again. Raises 6602 for what is no XML. */
function prepareDocument(state: SessionState, text: string, namespaces: string): number {
  const document = read(text, namespaces);
  const handle = state.nextXmlHandle;
  state.nextXmlHandle += 2;
  state.xmlDocuments.set(handle, document);
  return handle;
}

function read(text: string, namespaces: string): PreparedXml {
  try {
    return prepareXml(text, namespaces);
  } catch (error) {
    if (!isSqlError(error)) throw error;
    throw raise(Messages.XmlDocumentInvalid, { description: error.message });
  }
}

/** The document of a handle; raises 8179. */
export function preparedDocument(state: SessionState, handle: number): PreparedXml {
  const document = state.xmlDocuments.get(handle);
  if (!document) throw raise(Messages.UnknownHandle, { handle }, 5);
  return document;
}

/** Forgets a document; raises 8179 for a handle that is none. */
function removeDocument(state: SessionState, handle: number): void {
  preparedDocument(state, handle);
  state.xmlDocuments.delete(handle);
}

/** A text argument, which may be xml. */
function textOf(given: ReadonlyMap<string, Argument>, name: string): string {
  const argument = given.get(name);
  return String((argument?.type.name === 'xml' ? argument.value : valueOf(given, name, nvarchar('max'))) ?? '');
}

/** sp_xml_preparedocument @hdoc OUTPUT, @xmltext, @xpath_namespaces. */
export function* prepareXmlDocument(state: SessionState, frame: Frame, args: readonly Argument[]): Run<number> {
  const given = namedArguments('sp_xml_preparedocument', ['@hdoc', '@xmltext', '@xpath_namespaces'], args, 1);
  state.sink.procedureBegin();
  const handle = yield* runStatement(state, frame, () => prepareDocument(state, textOf(given, '@xmltext'), textOf(given, '@xpath_namespaces')));
  const output = given.get('@hdoc');
  output?.assign?.(INT, handle);
  state.sink.procedureEnd({ returnStatus: 0, outputs: output?.isOutput ? [{ name: '@hdoc', ordinal: 0, type: INT, value: handle }] : [] });
  return 0;
}

/** sp_xml_removedocument @hdoc. */
export function* removeXmlDocument(state: SessionState, frame: Frame, args: readonly Argument[]): Run<number> {
  const given = namedArguments('sp_xml_removedocument', ['@hdoc'], args, 1);
  state.sink.procedureBegin();
  yield* runStatement(state, frame, () => removeDocument(state, Number(valueOf(given, '@hdoc', INT) ?? 0)));
  state.sink.procedureEnd({ returnStatus: 0 });
  return 0;
}
