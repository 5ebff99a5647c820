// Who is calling: the bearer token is looked up in user_sessions. Then: may that role call this handler.
import {
  createParamDecorator,
  ForbiddenException,
  Injectable,
  SetMetadata,
  UnauthorizedException,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { UserService } from '../user/user.service';
import type { User, UserRole } from '../user/user.entity';

const PUBLIC = 'orders:public';
const ROLES = 'orders:roles';

/** A handler that needs no session. */
export const Public = () => SetMetadata(PUBLIC, true);

/** A handler that only these roles may call. */
export const Roles = (...roles: UserRole[]) => SetMetadata(ROLES, roles);

/** The user whose session it is. */
export const CurrentUser = createParamDecorator(
  (_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<{ user: User }>().user,
);

/** 401 without a valid session, 403 with the wrong role. */
@Injectable()
export class SessionGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly users: UserService,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC, targets)) return true;

    const request = context.switchToHttp().getRequest<Request & { user?: User }>();
    const [scheme, token] = (request.headers.authorization ?? '').split(' ');
    const user = scheme === 'Bearer' && token ? await this.users.findByToken(token) : null;
    if (!user) throw new UnauthorizedException();

    const roles = this.reflector.getAllAndOverride<UserRole[]>(ROLES, targets);
    if (roles && !roles.includes(user.role)) throw new ForbiddenException();
    request.user = user;
    return true;
  }
}
