// The app as a spec sees it: what can be asked of it and done with it, once it runs.
import type { INestApplication } from '@nestjs/common';
import type { TestingModule } from '@nestjs/testing';
import type supertest from 'supertest';
import type { DataSource } from 'typeorm';
import type { Token } from '../config/config';
import { presetError } from '../errors';
import { requirePeer } from '../project/project';
import type { Doubles } from './doubles';
import { nameOf } from './live-overrides';
import type { ProviderToken, ScannedApp } from './replace/builder';
import { findScheduled } from './schedules';
import type { GraphqlAnswer, HttpAgent, TestApp, TestAppOptions } from './test-app';

/** What a TestApp is made of. */
export interface AppParts {
  readonly app: INestApplication;
  readonly module: TestingModule;
  readonly doubles: Doubles;
  readonly close: () => Promise<void>;
  readonly rootDir: string;
  /** The class of data sources, which is the token of the default one. */
  readonly dataSourceClass: () => abstract new (...args: never[]) => unknown;
  readonly signIn: TestAppOptions['signIn'];
  /** Undefined only where Nest never scanned the modules. */
  readonly scanned: ScannedApp | undefined;
}

/** The TestApp of the parts. */
export function describeApp({ app, module, doubles, close, rootDir, dataSourceClass, signIn, scanned }: AppParts): TestApp {
  const { mocks, queues, fakes, events, clock, overrides } = doubles;
  const get: TestApp['get'] = (token) => module.get(token as string, { strict: false });
  const loadSupertest = (): typeof supertest => requirePeer<typeof supertest>(rootDir, 'supertest');
  const as = async (user: unknown): Promise<HttpAgent> => {
    if (signIn === undefined) throw presetError('JNM_SIGN_IN');
    const signedIn = await signIn(app, user as never);
    const headers = typeof signedIn === 'string' ? { authorization: `Bearer ${signedIn}` } : signedIn;
    return loadSupertest().agent(app.getHttpServer() as never).set({ ...headers });
  };
  return {
    app, module, mocks, queues, events, clock, close, get, as,
    queue: (name) => queues.find(name),
    fake: (token) => fakes.get(token) as never,
    cron: (name) => findScheduled(scanned?.instances() ?? [], name),
    override: (token: Token, members: object) => overrides.set((wanted) => findProvider(scanned, wanted), token, members),
    async graphql(query, variables = {}, user) {
      const agent = user === undefined ? loadSupertest()(app.getHttpServer() as never) : await as(user);
      const { body } = await agent.post('/graphql').send({ query, variables });
      return body as GraphqlAnswer;
    },
    get dataSource(): DataSource {
      const token = dataSourceClass();
      return scanned?.instancesOf(token).length === 0 ? onlySource(scanned.instances(), token) : get<DataSource>(token as never);
    },
    get http(): ReturnType<typeof supertest> {
      return loadSupertest()(app.getHttpServer() as never);
    },
  };
}

// An application may give its one data source a name, or a token of its own.
function onlySource(instances: readonly object[], dataSourceClass: abstract new (...args: never[]) => unknown): DataSource {
  const sources = instances.filter((instance): instance is DataSource => instance instanceof dataSourceClass);
  const mssql = sources.filter(({ options: { type } }) => type === 'mssql');
  const [source, ...others] = mssql.length > 0 ? mssql : sources;
  if (source === undefined || others.length > 0) throw presetError('JNM_APP_DATA_SOURCE');
  return source;
}

function findProvider(scanned: ScannedApp | undefined, token: Token): readonly unknown[] {
  const instances = scanned?.instancesOf(token as ProviderToken) ?? [];
  if (instances.length === 0) throw presetError('JNM_OVERRIDE', { token: nameOf(token), reason: 'no module of the app provides it' });
  if (instances.includes(undefined))
    throw presetError('JNM_OVERRIDE', { token: nameOf(token), reason: 'it has no instance of its own: one is made for each request, or for each provider that injects it' });
  return instances;
}
