// Users for specs; every address is used once.
import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { User } from '../../src/user/user.entity';

/** A stored customer, unless told otherwise. */
export function createUser(dataSource: DataSource, overrides: Partial<User> = {}): Promise<User> {
  const users = dataSource.getRepository(User);
  return users.save(
    users.create({
      email: `user-${randomUUID()}@example.com`,
      name: 'Ada Byron',
      passwordHash: 'no password',
      ...overrides,
    }),
  );
}

/** A stored administrator. */
export function createAdmin(dataSource: DataSource): Promise<User> {
  return createUser(dataSource, { role: 'admin', name: 'Grace Hopper' });
}
