// Signs a user in for HTTP specs without going through the password.
import type { TestApp } from 'jest-nest-mssql';
import type { User } from '../../src/user/user.entity';
import { UserService } from '../../src/user/user.service';

/** The Authorization header of a new session of this user. */
export async function bearer(t: TestApp, user: User): Promise<string> {
  return `Bearer ${await t.get(UserService).openSession(user.id)}`;
}
