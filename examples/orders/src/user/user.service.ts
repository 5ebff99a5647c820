// Accounts and sessions.
import { Injectable, UnauthorizedException } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { InjectRepository } from '@nestjs/typeorm';
import { MoreThan, Repository } from 'typeorm';
import { hashPassword, hashToken, newToken, verifyPassword } from './password';
import { UserSession } from './user-session.entity';
import { User, type UserRole } from './user.entity';

const SESSION_LIFETIME_MS = 8 * 60 * 60 * 1000;

/** What is needed to create an account. */
export interface NewUser {
  email: string;
  name: string;
  password: string;
  countryCode?: string;
  role?: UserRole;
}

/** Registers people, signs them in and out. Addresses are compared as the database compares them: ignoring case. */
@Injectable()
export class UserService {
  constructor(
    @InjectRepository(User) private readonly users: Repository<User>,
    @InjectRepository(UserSession) private readonly sessions: Repository<UserSession>,
    private readonly events: EventEmitter2,
  ) {}

  async register({ password, ...fields }: NewUser): Promise<User> {
    const user = await this.users.save(this.users.create({ ...fields, passwordHash: await hashPassword(password) }));
    await this.events.emitAsync('user.registered', { userId: user.id });
    return this.users.findOneByOrFail({ id: user.id });
  }

  findByEmail(email: string): Promise<User | null> {
    return this.users.findOneBy({ email });
  }

  async signIn(email: string, password: string): Promise<string> {
    const user = await this.users
      .createQueryBuilder('user')
      .addSelect('user.passwordHash')
      .where('user.email = :email', { email })
      .getOne();
    if (!user || !(await verifyPassword(password, user.passwordHash))) throw new UnauthorizedException();
    return this.openSession(user.id);
  }

  /** Opens a session without asking for a password and returns its token. */
  async openSession(userId: string): Promise<string> {
    const token = newToken();
    await this.sessions.insert({
      tokenHash: hashToken(token),
      userId,
      expiresAt: new Date(Date.now() + SESSION_LIFETIME_MS),
    });
    return token;
  }

  async findByToken(token: string): Promise<User | null> {
    const session = await this.sessions.findOne({
      where: { tokenHash: hashToken(token), expiresAt: MoreThan(new Date()) },
      relations: { user: true },
    });
    return session?.user ?? null;
  }

  /** Keeps the row, but frees the address. */
  async deactivate(userId: string): Promise<void> {
    await this.users.softDelete({ id: userId });
  }
}
