// The answer to LOGIN7, accepted or refused. Knows the order of its tokens, not who may log in.
import type { SqlError } from '../errors/sql-error';
import { DEFAULT_PACKET_BYTES, PacketType, splitMessage } from './packet';
import { ByteWriter } from './byte-writer';
import type { LoginResult, ServerPort } from './session-port';
import {
  DoneStatus, TokenType, writeCollationChange, writeDone, writeEnvironmentChange, writeLanguageChange, writeLoginAck, writeMessage, writePacketSizeChange, writeUtf8Ack,
} from './tokens';

/** What an accepted login is told. `refusedDatabase` is the one that could not be opened, when another was taken instead. */
export interface AcceptedLogin { readonly result: LoginResult; readonly packetBytes: number; readonly asksUtf8: boolean; readonly tdsVersion: number; readonly refusedDatabase?: string }

const CONTEXT = { procedure: '', line: 1, severity: 10 } as const;
const INITIAL_DATABASE = 'master';

/** The packets of an accepted login. */
export function encodeLoginAccepted(server: ServerPort, login: AcceptedLogin): Buffer {
  const writer = new ByteWriter();
  const { database, language, spid } = login.result;
  const info = (number: number, state: number, text: string): void => writeMessage(writer, TokenType.info, { ...CONTEXT, number, state, text }, server.serverName);
  if (login.refusedDatabase !== undefined) {
    const text = `Cannot open database "${login.refusedDatabase}" that was requested by the login. Using the user default database "${database}" instead.`;
    writeMessage(writer, TokenType.error, { ...CONTEXT, number: 4063, state: 1, severity: 11, text }, server.serverName);
  }
  writeEnvironmentChange(writer, { kind: 'database', name: database, previous: INITIAL_DATABASE });
  info(5701, 2, `Changed database context to '${database}'.`);
  writeCollationChange(writer, login.result.collation);
  writeLanguageChange(writer, language);
  info(5703, 1, `Changed language setting to ${language}.`);
  writeLoginAck(writer, login.tdsVersion, server.version);
  writePacketSizeChange(writer, login.packetBytes, DEFAULT_PACKET_BYTES);
  if (login.asksUtf8) writeUtf8Ack(writer);
  writeDone(writer, { type: TokenType.done, status: 0, command: 0, rowCount: 0 });
  return packets(writer, spid);
}

/** The packets of a refused login: its errors in order, then DONE. */
export function encodeLoginRefused(server: ServerPort, error: SqlError): Buffer {
  const writer = new ByteWriter();
  for (const one of [...error.preceding, error]) {
    const { number, state, severity, message: text } = one;
    writeMessage(writer, TokenType.error, { number, state, severity, text, procedure: '', line: 1 }, server.serverName);
  }
  writeDone(writer, { type: TokenType.done, status: DoneStatus.error, command: 0, rowCount: 0 });
  return packets(writer, 0);
}

const packets = (writer: ByteWriter, spid: number): Buffer =>
  splitMessage(writer.take(writer.length), { type: PacketType.response, packetBytes: DEFAULT_PACKET_BYTES, spid });
