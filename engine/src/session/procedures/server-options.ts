// Setting options of the server and bringing them into use (RECONFIGURE). Knows no procedure.
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import { OptionId } from '../../instance/configuration';
import type { ReconfigureStatement } from '../../syntax/ast/statement';
import { mayOnServer } from '../security/authority';
import type { SessionState } from '../state';

/** Sets an option of the server for a session. Raises 574 in a transaction and 15247 for who may not. */
export function setServerOption(state: SessionState, id: number, value: number): void {
  if (!mayOnServer(state, 'ALTER SETTINGS')) throw raise(Messages.NoActionPermission, {});
  if (state.transactionCount > 0) throw raise(Messages.NotInUserTransaction, { statement: 'CONFIG' });
  state.instance.configuration.set(id, value);
}

const LONG_RECOVERY_MINUTES = 60;

/** RECONFIGURE. Raises 574 and 5812; without OVERRIDE 5807, 5808 and 5831 for values that are better not used. */
export function reconfigure(state: SessionState, { withOverride }: ReconfigureStatement): void {
  const { configuration } = state.instance;
  if (!mayOnServer(state, 'ALTER SETTINGS')) throw raise(Messages.NoReconfigurePermission, {});
  if (state.transactionCount > 0) throw raise(Messages.NotInUserTransaction, { statement: 'RECONFIGURE' });
  if (!withOverride && configuration.valueOf(OptionId.recoveryInterval) > LONG_RECOVERY_MINUTES) throw raise(Messages.RecoveryIntervalTooLong, { minutes: LONG_RECOVERY_MINUTES });
  if (!withOverride && configuration.valueOf(OptionId.allowUpdates) === 1) throw raise(Messages.AllowUpdates, {});
  const [least, most] = [configuration.valueOf(OptionId.minServerMemory), configuration.valueOf(OptionId.maxServerMemory)];
  if (least > most) throw raise(Messages.ServerMemoryOrder, { minimum: least, maximum: most });
  configuration.reconfigure();
}
