// The catalogue as sys.messages lists it and as RAISERROR and FORMATMESSAGE fill it in: one text a number.
import { Messages } from './catalogue';
import type { Message } from './sql-error';

/** A message by its number, with its places as %ls. */
export interface ListedMessage { readonly number: number; readonly severity: number; readonly text: string }

const listed = ({ number, severity, text }: Message): ListedMessage => ({ number, severity, text: text.replace(/%/g, '%%').replace(/\{\w+\}/g, '%ls') });

/** Every message of the catalogue in order of number; of several texts under one number the first. */
export function listedMessages(): readonly ListedMessage[] {
  const byNumber = new Map<number, ListedMessage>();
  for (const message of Object.values<Message>(Messages)) if (!byNumber.has(message.number)) byNumber.set(message.number, listed(message));
  return [...byNumber.values()].sort((a, b) => a.number - b.number);
}

/** The catalogue's message of that number. */
export function listedMessage(number: number): ListedMessage | undefined {
  const found = Object.values<Message>(Messages).find((message) => message.number === number);
  return found && listed(found);
}
