// The parameters that sp_executesql and its kin are given as text.
import { bindDataType } from '../../../binder/bind-statement';
import type { Parameter } from '../../../catalog/definitions';
import { Messages } from '../../../errors/catalogue';
import { raise } from '../../../errors/sql-error';
import { printExpression } from '../../../syntax/print';
import { INT } from '../../../types/sql-type';
import { foldName } from '../../../types/text/collation';
import type { Frame } from '../../frame';
import { bindIn } from '../../plan-cache';
import { emptyTable } from '../arguments';
import type { SessionState } from '../../state';

/** The parameters that a declaration text such as `@0 int, @1 nvarchar(10) OUTPUT` names. */
export function declaredParameters(state: SessionState, frame: Frame, text: string): Parameter[] {
  if (text.trim() === '') return [];
  return state.texts.parseDeclarations(text).map((declared): Parameter => {
    if (declared.isCursor) return { name: declared.name, type: INT, isOutput: true, hasDefault: false, isCursor: true };
    const bind = bindIn(state, frame);
    const userType = bind.findType(declared.type.name.parts);
    if (userType?.kind === 'table-type' && !declared.isReadOnly) throw raise(Messages.TableParameterNotReadOnly, { name: declared.name });
    if (userType?.kind === 'table-type') return { name: declared.name, type: INT, tableType: declared.type.name.parts.join('.'), isOutput: false, hasDefault: false };
    return {
      name: declared.name,
      type: bindDataType(declared.type, bind, 'variable', { subject: declared.name }).type,
      isOutput: declared.isOutput,
      hasDefault: declared.default !== undefined,
      ...(declared.default === undefined ? {} : { default: printExpression(declared.default) }),
    };
  });
}

/** Declares in the frame what a declaration text names; tables are empty. */
export function declareParameters(state: SessionState, frame: Frame, text: string): void {
  for (const { name, type, tableType } of declaredParameters(state, frame, text)) {
    frame.variables.set(foldName(name), tableType === undefined ? { kind: 'scalar', type, value: null } : emptyTable(state, frame, tableType));
  }
}
