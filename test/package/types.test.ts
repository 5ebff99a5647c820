// The declarations as a project compiles them that has installed the package: with and without the SDKs, with every library checked, and with
// both of TypeScript's ways to find modules. Needs `npm run build` before, as `npm test` does it.
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { install, makeFolder, pack } from './installed-project';

jest.setTimeout(240_000);

const ROOT = path.resolve(__dirname, '..', '..');
const folder = makeFolder();
const packed = [pack('.', folder), pack('engine', folder)];
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const BASE = ['typescript', 'expect', '@types/jest', '@types/node', '@nestjs/common', '@nestjs/core', '@nestjs/testing'];
const SDKS = ['stripe', 'postmark', '@aws-sdk/client-s3'];

const WITHOUT = `
  import { createTestApp } from 'jest-nest-mssql';
  export async function use(): Promise<void> {
    const t = await createTestApp();
    const made = await t.mocks.stripe.customers.create({ anything: 1 });
    const id: string = made.id;
    t.mocks.stripe.customers.create.mockResolvedValueOnce({ id, object: 'customer' });
    t.mocks.s3.send.mockResolvedValueOnce({});
    await t.mocks.postmark.sendEmail({ To: 'a@b.c' });
    const response = await t.http.get('/').expect(200);
    const status: number = response.status;
    void status;
  }`;

const WITH = `
  import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
  import type { ServerClient } from 'postmark';
  import type Stripe from 'stripe';
  import { createTestApp } from 'jest-nest-mssql';
  declare global { namespace JestNestMssql { interface Sdks { stripe: Stripe; postmark: ServerClient; s3: S3Client } } }
  export async function use(): Promise<void> {
    const t = await createTestApp();
    const email: string | null = (await t.mocks.stripe.customers.create({ email: 'a@b.c' })).email;
    // @ts-expect-error no such parameter
    await t.mocks.stripe.customers.create({ emial: email });
    t.mocks.stripe.customers.create.mockResolvedValueOnce({ id: 'cus_1', name: 'Ann' });
    // @ts-expect-error no such field
    t.mocks.stripe.customers.create.mockResolvedValueOnce({ id: 'cus_1', nmae: 'Ann' });
    const [[params] = []] = t.mocks.stripe.paymentIntents.create.mock.calls;
    void params;
    const amount: number = (await t.mocks.stripe.paymentIntents.capture('pi_1')).amount;
    t.mocks.stripe.webhook({ type: 'invoice.paid', amount });
    // @ts-expect-error a mail has a sender
    await t.mocks.postmark.sendEmail({ To: 'a@b.c' });
    const text = await (await t.mocks.s3.send(new GetObjectCommand({ Bucket: 'b', Key: 'k' }))).Body?.transformToString();
    const stored: Buffer | undefined = t.mocks.s3.objects.get('b/k')?.Body;
    void [text, stored];
  }`;

const CONFIG = `
  import { DataSource, MigrationInterface, Repository } from 'typeorm';
  import { defineConfig } from 'jest-nest-mssql';
  declare class Role { id: number; }
  declare class RoleSeeds { constructor(roles: Repository<Role>); run(): Promise<void>; }
  declare const seedAll: (dataSource: DataSource) => Promise<void>;
  declare const first: MigrationInterface;
  export default defineConfig({
    template: {
      seed: async (dataSource) => {
        await new RoleSeeds(dataSource.getRepository(Role)).run();
        await seedAll(dataSource);
      },
      before: { AddForeignKey: (runner) => first.up(runner) },
    },
    dataSources: { audit: { dataSource: './audit.ts', template: { seed: seedAll } } },
  });`;

const PARTS = `
  import 'jest-nest-mssql/matchers';
  import 'jest-nest-mssql/setup-after-env';
  import globalSetup = require('jest-nest-mssql/global-setup');
  import globalTeardown = require('jest-nest-mssql/global-teardown');
  export const parts = [globalSetup, globalTeardown];`;

function compile(name: string, source: string, { packages, options }: { readonly packages: readonly string[]; readonly options: object }): string {
  const project = path.join(folder, name);
  fs.mkdirSync(project, { recursive: true });
  install(project, packed, packages);
  fs.writeFileSync(path.join(project, 'use.ts'), source);
  fs.writeFileSync(path.join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions: { target: 'ES2022', strict: true, esModuleInterop: true, experimentalDecorators: true, noEmit: true, types: ['jest', 'node'], ...options }, files: ['use.ts'] }));
  const { stdout, stderr } = spawnSync(process.execPath, [path.join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', project], { cwd: project, encoding: 'utf8' });
  return `${stdout}${stderr}`;
}

const NODE16 = { module: 'Node16', moduleResolution: 'Node16' };

it("take the application's own functions of TypeORM's data source and query runner in the config", () => {
  expect(compile('config', CONFIG, { packages: BASE, options: { ...NODE16, skipLibCheck: true } })).toBe('');
});

describe.each([
  ['node10', { module: 'CommonJS', moduleResolution: 'Node10' }],
  ['node16', NODE16],
] as const)('with the modules of %s', (name, modules) => {
  it('compile without any SDK, every library checked', () => {
    expect(compile(`${name}-without`, WITHOUT, { packages: BASE, options: { ...modules, skipLibCheck: false } })).toBe('');
  });

  it('are found for each part that a Jest config of one\'s own names', () => {
    expect(compile(`${name}-parts`, PARTS, { packages: BASE, options: { ...modules, skipLibCheck: true } })).toBe('');
  });

  it('have the types of the SDKs that the project names', () => {
    expect(compile(`${name}-with`, WITH, { packages: [...BASE, ...SDKS], options: { ...modules, skipLibCheck: true } })).toBe('');
  });
});
