// The two ways in which a login fails, as the server side throws them.
import { Messages } from '../../../src/errors/catalogue';
import { raise, type SqlError } from '../../../src/errors/sql-error';

/** A wrong password. */
export const LoginRefused = (user: string): SqlError => raise(Messages.LoginFailed, { user });

/** A database that cannot be opened: 4060, then 18456. */
export function CannotOpen(database: string, user: string): SqlError {
  const error = LoginRefused(user);
  error.preceding = [raise(Messages.CannotOpenDatabase, { database })];
  return error;
}
