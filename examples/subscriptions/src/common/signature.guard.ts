// Lets in who has a signed header; routes that are public or for operators say so. Serves HTTP and GraphQL.
import { createParamDecorator, ForbiddenException, Injectable, SetMetadata, UnauthorizedException, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import { GqlExecutionContext, type GqlContextType } from '@nestjs/graphql';
import type { Request } from 'express';
import { readSignedHeader, type Caller } from './signed-header.js';

type SignedRequest = Request & { caller?: Caller };

export const Public = () => SetMetadata('access', 'public');
export const ForOperators = () => SetMetadata('access', 'operator');

/** The caller of a request that the guard has let in. */
export const CurrentCaller = createParamDecorator((_data: unknown, context: ExecutionContext) => requestOf(context).caller);

function requestOf(context: ExecutionContext): SignedRequest {
  if (context.getType<GqlContextType>() !== 'graphql') return context.switchToHttp().getRequest<SignedRequest>();
  return GqlExecutionContext.create(context).getContext<{ req: SignedRequest }>().req;
}

@Injectable()
export class SignatureGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const access = this.reflector.getAllAndOverride<string | undefined>('access', [context.getHandler(), context.getClass()]);
    const request = requestOf(context);
    request.caller = readSignedHeader(request.headers.authorization);
    if (access === 'public') return true;
    if (request.caller === undefined) throw new UnauthorizedException('Sign in first.');
    if (access === 'operator' && request.caller.role !== 'operator') throw new ForbiddenException('For operators only.');
    return true;
  }
}
