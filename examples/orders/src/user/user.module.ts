// Accounts, sessions, and the guard that the whole application uses.
import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SessionGuard } from '../common/session.guard';
import { Country } from './country.entity';
import { UserSession } from './user-session.entity';
import { UserController } from './user.controller';
import { User } from './user.entity';
import { UserService } from './user.service';

/** Exports UserService. */
@Module({
  imports: [TypeOrmModule.forFeature([User, UserSession, Country])],
  controllers: [UserController],
  providers: [UserService, { provide: APP_GUARD, useClass: SessionGuard }],
  exports: [UserService],
})
export class UserModule {}
