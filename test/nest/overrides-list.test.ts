// `overrides` of createTestApp: guards and their kind are replaced wherever Nest keeps them, and an override that replaces nothing is named.
import 'reflect-metadata';
import * as path from 'node:path';
import { Controller, Get, Injectable, Module, Scope, UseGuards, UseInterceptors, type CallHandler, type CanActivate, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { map } from 'rxjs';
import { setWorker, type Worker } from '../../src/process/worker';
import { createTestApp } from '../../src/nest/create-test-app';
import type { TestApp, TestAppOptions } from '../../src/nest/test-app';

class Closed implements CanActivate {
  canActivate(): boolean {
    return false;
  }
}
@Injectable()
class SignedIn extends Closed {}
@Injectable()
class IsAdmin extends Closed {}
@Injectable({ scope: Scope.REQUEST })
class PerTenant extends Closed {}
@Injectable()
class Wrapping implements NestInterceptor {
  intercept(_: ExecutionContext, next: CallHandler): ReturnType<CallHandler['handle']> {
    return next.handle().pipe(map((data: unknown) => ({ data })));
  }
}
@Injectable()
class Stamping extends Wrapping {}

@Controller()
@UseInterceptors(Stamping)
class Routes {
  @Get('open')
  open(): string {
    return 'open';
  }

  @UseGuards(IsAdmin)
  @Get('admin')
  admin(): string {
    return 'admin';
  }
}

class Auth {}
const GUARDS = [{ provide: APP_GUARD, useClass: SignedIn }, { provide: APP_GUARD, useClass: PerTenant }];
Module({ providers: [...GUARDS, { provide: APP_INTERCEPTOR, useClass: Wrapping }, IsAdmin] })(Auth);
class App {}
Module({ imports: [Auth], controllers: [Routes] })(App);

const letIn = { canActivate: (): boolean => true };
const asIs = { intercept: (_: ExecutionContext, next: CallHandler) => next.handle() };
const apps: TestApp[] = [];
const warned = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
beforeAll(() =>
  setWorker({ facts: { rootDir: path.resolve(__dirname, '..', '..'), configFile: undefined } as Worker['facts'], workerId: '1', database: 'x', cleans: { count: 0, ms: 0 }, onClean: new Set(), dataSources: new Set(), onEnd: new Set() }),
);
beforeEach(() => warned.mockClear());
afterEach(async () => {
  for (const app of apps.splice(0)) await app.close();
});

async function make(overrides?: TestAppOptions['overrides']): Promise<TestApp> {
  const t = await createTestApp({ imports: [App], ...(overrides === undefined ? {} : { overrides }) });
  apps.push(t);
  return t;
}

it('leaves the real guards without overrides', async () => {
  const t = await make();
  await t.http.get('/open').expect(403);
  expect(warned).not.toHaveBeenCalled();
});

it('replaces guards and interceptors of the whole application, of one request, and of a controller', async () => {
  const t = await make([
    { provide: SignedIn, useValue: letIn },
    { provide: PerTenant, useFactory: () => letIn },
    { provide: IsAdmin, useValue: letIn },
    { provide: Wrapping, useValue: asIs },
    { provide: Stamping, useValue: asIs },
  ]);
  expect((await t.http.get('/admin').expect(200)).text).toBe('admin');
  expect(warned).not.toHaveBeenCalled();
});

it("does so for a function of Nest's builder, too", async () => {
  class Open extends Closed {
    override canActivate(): boolean {
      return true;
    }
  }
  const t = await make((builder) => builder.overrideGuard(SignedIn).useClass(Open).overrideProvider(PerTenant).useValue(letIn));
  expect((await t.http.get('/open').expect(200)).body).toEqual({ data: { data: 'open' } });
  await t.http.get('/admin').expect(403);
});

it('names what replaces nothing', async () => {
  class Elsewhere {}
  await make([{ provide: Elsewhere, useValue: {} }, { provide: 'MAILER', useValue: {} }, { provide: SignedIn, useValue: letIn }]);
  expect(warned.mock.calls).toEqual([[expect.stringContaining('overrides names Elsewhere, MAILER, which nothing in the application provides')]]);
  warned.mockClear();
  await make((builder) => builder.overrideProvider(Routes).useValue({}));
  expect(warned.mock.calls).toEqual([[expect.stringContaining('overrides names Routes, which')]]);
});
