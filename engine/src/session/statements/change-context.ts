// WITH CHANGE_TRACKING_CONTEXT: the bytes that a write's changes carry.
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import type { ChangeContext } from '../../syntax/ast/statement';
import { foldName } from '../../types/text/collation';
import { binaryLiteral } from '../../types/literal';
import type { SqlType } from '../../types/sql-type';
import type { Frame } from '../frame';

const MOST_BYTES = 128;

/** Raises 137, and 22109 for anything but up to 128 bytes. */
export function requireChangeContext(written: ChangeContext | undefined, bind: { variableType(name: string): SqlType | undefined }): void {
  if (!written) return;
  const type = written.kind === 'literal' ? binaryLiteral(written.text).type : bind.variableType(written.name);
  if (!type) throw raise(Messages.MustDeclareVariable, { name: written.kind === 'variable' ? written.name : '' });
  const { name, length = 1 } = type;
  const isBytes = name === 'varbinary' || name === 'binary';
  if (!isBytes || length === 'max' || length > MOST_BYTES) throw raise(Messages.ChangeContextType, {});
}

/** The context of a statement; null if it has none. */
export function changeContextOf(frame: Frame, written: ChangeContext | undefined): Uint8Array | null {
  if (written?.kind === 'literal') return binaryLiteral(written.text).value as Uint8Array;
  const variable = written && frame.variables.get(foldName(written.name));
  return variable?.kind === 'scalar' && variable.value instanceof Uint8Array ? variable.value : null;
}
