// The public API of the preset: what configs and specs import. Nothing else of the package is meant to be imported.
import './matchers/types';

export { defineConfig } from './config/config';
export type { AppConfig, CleanConfig, EnvNames, PresetConfig, SeedDataSource, ServerKind, TemplateConfig, Token } from './config/config';
export { workerDatabase } from './database/worker-database';
export type { WorkerDatabase } from './database/worker-database';
export { isPresetError, PresetError } from './errors';
export type { PresetErrorCode } from './errors';
export { cleanDatabase } from './isolation/reset';
export type { CleanResult } from './isolation/reset';
export { withRollback } from './isolation/rollback';
export { waitFor } from './isolation/wait-for';
export type { WaitOptions } from './isolation/wait-for';
export type { EnqueuedOptions, QueueMatchers } from './matchers/queue-matchers';
export { createTestApp } from './nest/create-test-app';
export type { FakeJob, JobOptions, JobState } from './nest/fakes/job';
export type { MockFunction } from './nest/fakes/mock-function';
export type { MailReceipt, PostmarkFake, SentMail } from './nest/fakes/postmark';
export type { S3Fake, StoredObject } from './nest/fakes/s3';
export type { StripeFake, StripeObject, StripeResource } from './nest/fakes/stripe';
export type { TestQueue, TestQueues } from './nest/queues';
export type { ProviderOverride, TestApp, TestAppMocks, TestAppOptions } from './nest/test-app';
