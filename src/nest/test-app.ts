// What createTestApp takes and gives: types only.
import type { HttpServer, INestApplication, NestApplicationOptions, Type } from '@nestjs/common';
import type { TestingModule, TestingModuleBuilder } from '@nestjs/testing';
import type supertest from 'supertest';
import type { DataSource } from 'typeorm';
import type { SignedIn, Token } from '../config/config';
import type { FakeDefinition } from './define-fake';
import type { EventRecorder } from './event-recorder';
import type { MockFunction } from './fakes/mock-function';
import type { QueueMode } from './fakes/queues/queue';
import type { TestQueue, TestQueues } from './fakes/queues/registry';
import type { TestAppMocks } from './fakes/typed';
import type { ScheduledMethod } from './schedules';
import type { TestClock } from './test-clock';

/** A provider and what stands in its place. */
export type ProviderOverride =
  | { readonly provide: Token; readonly useValue: unknown }
  | { readonly provide: Token; readonly useClass: Type<unknown> }
  | { readonly provide: Token; readonly useFactory: (...args: never[]) => unknown; readonly inject?: readonly Token[] };

/** What createTestApp may be told; every key is optional. */
export interface TestAppOptions {
  /** The modules to import: the application's own AppModule, or a smaller list. */
  readonly imports?: NonNullable<Parameters<typeof import('@nestjs/testing').Test.createTestingModule>[0]['imports']>;
  readonly providers?: NonNullable<Parameters<typeof import('@nestjs/testing').Test.createTestingModule>[0]['providers']>;
  readonly controllers?: NonNullable<Parameters<typeof import('@nestjs/testing').Test.createTestingModule>[0]['controllers']>;
  /** Providers to replace: a list, or a function of Nest's own testing builder. */
  readonly overrides?: readonly ProviderOverride[] | ((builder: TestingModuleBuilder) => unknown);
  /** Whether jobs are recorded until they are drained (default), or run when they are added. */
  readonly queues?: QueueMode;
  /** What main.ts gives NestFactory.create beside the module: rawBody, cors, a logger. */
  readonly nestOptions?: NestApplicationOptions;
  /** What main.ts gives NestFactory.create as HTTP adapter: () => new FastifyAdapter(). Express's if it is not given. */
  readonly adapter?: () => HttpServer;
  /** What main.ts does to the application before it listens. */
  readonly configure?: (app: INestApplication) => Promise<unknown> | unknown;
  /** How t.as(user) signs in: gives a bearer token, or the headers of a request. */
  readonly signIn?: (app: INestApplication, user: never) => SignedIn | Promise<SignedIn>;
  /** Fakes of other clients, beside those of the config; here they count more. */
  readonly fakes?: readonly FakeDefinition[];
}

/** supertest's agent: requests that carry the same headers and cookies. */
export type HttpAgent = ReturnType<typeof supertest.agent>;

/** What a GraphQL server answers. */
export interface GraphqlAnswer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: ReadonlyArray<{ readonly message: string } & Readonly<Record<string, unknown>>>;
}

/** An application under test. */
export interface TestApp {
  readonly app: INestApplication;
  readonly module: TestingModule;
  /** The application's (default) data source, connected to this worker's database. */
  readonly dataSource: DataSource;
  readonly mocks: TestAppMocks;
  readonly queues: TestQueues;
  /** supertest on the application; the package must be installed. */
  readonly http: ReturnType<typeof supertest>;
  /** A queue of the application, by the name it is registered under. */
  queue(name: string): TestQueue;
  /** Events that the application's event emitter has emitted, for toHaveEmitted. */
  readonly events: EventRecorder;
  /** The date; setting it leaves timers, and so connection pools, running. */
  readonly clock: TestClock;
  /** supertest as a signed-in user, by `app.signIn` of the config. */
  as(user: unknown): Promise<HttpAgent>;
  /** A fake that was made with defineFake, by its token. */
  fake<T extends object>(token: Type<T> | (abstract new (...args: never[]) => T)): T;
  fake<T extends object = Record<string, MockFunction>>(token: string | symbol): T;
  /** A method that @nestjs/schedule would run: by the name of the job, as `Class.method`, or `method`. None fires by itself. */
  cron(name: string): ScheduledMethod;
  /** Posts a query to /graphql, as a signed-in user if one is given. */
  graphql(query: string, variables?: Readonly<Record<string, unknown>>, user?: unknown): Promise<GraphqlAnswer>;
  /** A provider of the application, whatever module it belongs to. */
  get<T>(token: Type<T> | (abstract new (...args: never[]) => T) | string | symbol): T;
  /**
   * Gives a provider other members until the database is cleaned or the app is closed: `t.override(MailService, { send: jest.fn() })`. The instance
   * stays the same, so that whoever has injected it calls the new ones. A provider that is not an object is replaced with
   * `overrides` of createTestApp only.
   */
  override<T extends object>(token: Type<T> | (abstract new (...args: never[]) => T), members: Partial<T>): void;
  override(token: string | symbol, members: object): void;
  /** Closes the application and every connection it opened; may be called twice. */
  close(): Promise<void>;
}
