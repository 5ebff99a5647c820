// sp_addmessage, sp_altermessage and sp_dropmessage: the server's own messages, which RAISERROR and FORMATMESSAGE read by number.
// Only us_english: no other language's messages are here.
import type { UserMessage } from '../catalog/definitions';
import { Messages } from '../errors/catalogue';
import { notSupported } from '../errors/not-supported';
import { TEXT_MESSAGE_NUMBER } from '../errors/message-numbers';
import { raise } from '../errors/sql-error';
import { MASTER, type Instance } from '../instance/instance';
import type { Value } from '../types/value';
import type { DdlContext } from './objects/ddl-context';

type Arguments = ReadonlyMap<string, Value>;

const MAX_SEVERITY = 25;

const textOf = (args: Arguments, name: string): string | undefined => {
  const value = args.get(name) ?? null;
  return value === null ? undefined : String(value);
};
const numberOf = (args: Arguments, name: string): number | undefined => {
  const value = args.get(name) ?? null;
  return value === null ? undefined : Number(value);
};
const messagesOf = (instance: Instance): readonly UserMessage[] => instance.databases.get(MASTER)?.catalog.messages ?? [];

/** The message that sp_addmessage made under that number. */
export const userMessage = (instance: Instance, number: number): UserMessage | undefined => messagesOf(instance).find((message) => message.number === number);

function replaceMessages(ddl: DdlContext, after: readonly UserMessage[]): void {
  ddl.transaction.applyCatalogChange(MASTER, { kind: 'messages', before: messagesOf(ddl.instance), after });
}

function requireEnglish(args: Arguments, others: readonly string[] = []): void {
  const language = textOf(args, '@lang')?.trim().toLowerCase() ?? 'us_english';
  if (!['us_english', 'english', ...others].includes(language)) throw notSupported(`messages in ${textOf(args, '@lang') ?? ''}`);
}

/** True or false as a procedure's argument writes it; undefined for anything else. */
const flagOf = (text: string): boolean | undefined => ({ true: true, false: false })[text.trim().toLowerCase()];

/** sp_addmessage; raises 15071, 15040, 15041, 15271 and 15043. */
export function addMessage(ddl: DdlContext, args: Arguments): void {
  const [number, severity, text] = [numberOf(args, '@msgnum'), numberOf(args, '@severity'), textOf(args, '@msgtext')];
  if (number === undefined || severity === undefined || text === undefined) throw raise(Messages.AddMessageUsage, {});
  if (number <= TEXT_MESSAGE_NUMBER) throw raise(Messages.UserMessageNumber, {});
  if (severity < 1 || severity > MAX_SEVERITY) throw raise(Messages.UserMessageSeverity, {});
  requireEnglish(args);
  const isLogged = flagOf(textOf(args, '@with_log') ?? 'false');
  if (isLogged === undefined) throw raise(Messages.UserMessageLog, {});
  const replace = textOf(args, '@replace')?.trim().toLowerCase();
  const others = messagesOf(ddl.instance).filter((message) => message.number !== number);
  const isTaken = others.length < messagesOf(ddl.instance).length;
  if (isTaken ? replace !== 'replace' : replace !== undefined && replace !== 'replace') throw raise(Messages.UserMessageExists, {});
  replaceMessages(ddl, [...others, { number, severity, text, isLogged }].sort((a, b) => a.number - b.number));
}

/** sp_altermessage; raises 15176, 15277 and 15179. */
export function alterMessage(ddl: DdlContext, args: Arguments): void {
  if (textOf(args, '@parameter')?.trim().toUpperCase() !== 'WITH_LOG') throw raise(Messages.AlterMessageParameter, {});
  const isLogged = flagOf(textOf(args, '@parameter_value') ?? '');
  if (isLogged === undefined) throw raise(Messages.AlterMessageValue, {});
  const known = userMessage(ddl.instance, numberOf(args, '@message_id') ?? 0);
  if (!known) throw raise(Messages.UserMessageMissing, { number: numberOf(args, '@message_id') ?? 0 });
  replaceMessages(ddl, messagesOf(ddl.instance).map((message) => (message === known ? { ...message, isLogged } : message)));
}

/** sp_dropmessage; raises 15177, 15178 and 15179. */
export function dropMessage(ddl: DdlContext, args: Arguments): void {
  const number = numberOf(args, '@msgnum');
  if (number === undefined) throw raise(Messages.DropMessageUsage, {});
  if (number <= TEXT_MESSAGE_NUMBER) throw raise(Messages.DropSystemMessage, {});
  requireEnglish(args, ['all']);
  if (!userMessage(ddl.instance, number)) throw raise(Messages.UserMessageMissing, { number });
  replaceMessages(ddl, messagesOf(ddl.instance).filter((message) => message.number !== number));
}
