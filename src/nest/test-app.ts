// What createTestApp takes and gives: types only.
import type { INestApplication, Type } from '@nestjs/common';
import type { TestingModule, TestingModuleBuilder } from '@nestjs/testing';
import type supertest from 'supertest';
import type { DataSource } from 'typeorm';
import type { Token } from '../config/config';
import type { PostmarkFake } from './fakes/postmark';
import type { S3Fake } from './fakes/s3';
import type { StripeFake } from './fakes/stripe';
import type { TestQueue, TestQueues } from './queues';

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
  /** What main.ts does to the application before it listens. */
  readonly configure?: (app: INestApplication) => Promise<unknown> | unknown;
}

/** The fakes that stand for the outside clients. */
export interface TestAppMocks {
  readonly stripe: StripeFake;
  readonly postmark: PostmarkFake;
  readonly s3: S3Fake;
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
  /** A provider of the application, whatever module it belongs to. */
  get<T>(token: Type<T> | (abstract new (...args: never[]) => T) | string | symbol): T;
  /** Closes the application and every connection it opened; may be called twice. */
  close(): Promise<void>;
}
