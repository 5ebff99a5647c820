// sp_xml_preparedocument and sp_xml_removedocument: the documents that OPENXML reads, by handles of the session. Knows no pattern.
import { Messages } from '../../errors/catalogue';
import { isSqlError, raise } from '../../errors/sql-error';
import { prepareXml, type PreparedXml } from '../../exec/prepared-xml';
import type { SessionState } from '../state';

/** Keeps a document and gives its handle: odd numbers, never used again. Raises 6602 for what is no XML. */
export function prepareDocument(state: SessionState, text: string, namespaces: string): number {
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
export function removeDocument(state: SessionState, handle: number): void {
  preparedDocument(state, handle);
  state.xmlDocuments.delete(handle);
}
