// Writes the project of one combination: a NestJS application with an entity, a migration, a service and, where asked for, a queue.
// It does not install or run anything.
'use strict';
const fs = require('node:fs');
const path = require('node:path');

// The `jest` key that `nest new` writes into package.json.
const NEST_CLI_JEST = {
  moduleFileExtensions: ['js', 'json', 'ts'], rootDir: 'src', testRegex: '.*\\.spec\\.ts$', transform: { '^.+\\.(t|j)s$': 'ts-jest' },
  collectCoverageFrom: ['**/*.(t|j)s'], coverageDirectory: '../coverage', testEnvironment: 'node',
};

// Yarn wants the packages of every platform; of the newest versions of these, some may not be in the registry yet.
const YARN_RESOLUTIONS = { 'msgpackr-extract': '3.0.4', 'unrs-resolver': '1.12.2' };
const YARN_SETTINGS = 'nodeLinker: pnp\nenableGlobalCache: false\nenableImmutableInstalls: false\nenableScripts: false\nenableTelemetry: false\n';

/** Writes the files of a combination's project into a directory. */
module.exports = function writeProject(directory, combination, tarballs) {
  const isEsm = combination.type === 'module';
  const isYarn = combination.installer === 'yarn';
  const isNestCli = combination.layout === 'nest-cli';
  const files = {
    // pnpm asks the registry for what a package depends on, though the project has a tarball of it.
    'package.json': json({ name: 'matrix-project', version: '1.0.0', private: true, type: combination.type, dependencies: { ...combination.versions, ...tarballs }, pnpm: { overrides: tarballs }, ...(isYarn ? { resolutions: { ...tarballs, ...YARN_RESOLUTIONS } } : {}), ...(isNestCli ? { jest: { ...NEST_CLI_JEST, preset: 'jest-nest-mssql' } } : {}) }),
    'tsconfig.json': json({
      compilerOptions: {
        module: 'nodenext', moduleResolution: 'nodenext', target: 'es2022', strict: true, isolatedModules: true, esModuleInterop: true, skipLibCheck: true,
        experimentalDecorators: true, emitDecoratorMetadata: true, strictPropertyInitialization: false, types: ['jest', 'node'],
      },
    }),
    ...(isNestCli ? {} : { [isEsm ? 'jest.config.mjs' : 'jest.config.js']: `${isEsm ? 'export default' : 'module.exports ='} { preset: 'jest-nest-mssql' };\n` }),
    ...(isYarn ? { 'yarn.lock': '', '.yarnrc.yml': YARN_SETTINGS } : {}),
    ...sources(combination.queue),
    ...(isNestCli ? { 'src/note.spec.ts': specSource(combination.queue).replaceAll("'../src/", "'./") } : { 'test/note.spec.ts': specSource(combination.queue) }),
  };
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(directory, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    // Node's ESM wants the extension, CommonJS projects leave it out.
    fs.writeFileSync(file, text.replaceAll("%JS'", isEsm ? ".js'" : "'"));
  }
};

function json(value) {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function sources(queue) {
  return {
    'src/note.entity.ts': `import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

@Entity({ name: 'note' })
export class Note {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 100 }) title: string;
  @Column({ type: 'datetime2', default: () => 'SYSUTCDATETIME()' }) created: Date;
}
`,
    'src/migrations/1700000000000-make-note.ts': `import type { MigrationInterface, QueryRunner } from 'typeorm';

export class MakeNote1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE note (id int IDENTITY CONSTRAINT PK_note PRIMARY KEY, title nvarchar(100) NOT NULL, created datetime2 NOT NULL CONSTRAINT DF_note_created DEFAULT SYSUTCDATETIME())');
    await runner.query("INSERT INTO note (title) VALUES (N'from the migration')");
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE note');
  }
}
`,
    'src/data-source.ts': `import 'reflect-metadata';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { Note } from './note.entity%JS';

export const options: DataSourceOptions = {
  type: 'mssql', host: process.env['DATABASE_HOST'], port: Number(process.env['DATABASE_PORT']), username: process.env['DATABASE_USER'],
  password: process.env['DATABASE_PASSWORD'], database: process.env['DATABASE_NAME'], entities: [Note], migrations: ['src/migrations/*.ts'],
  options: { trustServerCertificate: true },
};
export default new DataSource(options);
`,
    'src/note.service.ts': serviceSource(queue),
    'src/app.module.ts': moduleSource(queue),
    ...(queue === null ? {} : { 'src/mail.processor.ts': processorSource(queue) }),
  };
}

function serviceSource(queue) {
  return `${queue === null ? '' : `import { InjectQueue } from '@nestjs/${queue}';\nimport type { Queue } from '${queue}';\n`}import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { Note } from './note.entity%JS';

@Injectable()
export class NoteService {
  constructor(@InjectRepository(Note) private readonly notes: Repository<Note>${queue === null ? '' : ", @InjectQueue('mail') private readonly mail: Queue"}) {}

  async add(title: string): Promise<Note> {
    const note = await this.notes.save(this.notes.create({ title }));
${queue === null ? '' : "    await this.mail.add('added', { id: note.id });\n"}    return note;
  }
}
`;
}

function processorSource(queue) {
  const [imports, header, method] = queue === 'bull'
    ? ["import { Process, Processor } from '@nestjs/bull';\nimport type { Job } from 'bull';", 'export class MailProcessor {', "@Process('added') added"]
    : ["import { Processor, WorkerHost } from '@nestjs/bullmq';\nimport type { Job } from 'bullmq';", 'export class MailProcessor extends WorkerHost {', 'async process'];
  return `${imports}

export const sent: number[] = [];

@Processor('mail')
${header}
  ${method}(job: Job): Promise<void> {
    sent.push(job.data.id);
    return Promise.resolve();
  }
}
`;
}

function moduleSource(queue) {
  const redis = queue === 'bull' ? 'redis' : 'connection';
  return `${queue === null ? '' : `import { BullModule } from '@nestjs/${queue}';\nimport { MailProcessor } from './mail.processor%JS';\n`}import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { options } from './data-source%JS';
import { Note } from './note.entity%JS';
import { NoteService } from './note.service%JS';

@Module({
  imports: [TypeOrmModule.forRoot(options), TypeOrmModule.forFeature([Note])${queue === null ? '' : `, BullModule.forRoot({ ${redis}: { host: 'localhost', port: 6379 } }), BullModule.registerQueue({ name: 'mail' })`}],
  providers: [NoteService${queue === null ? '' : ', MailProcessor'}],
})
export class AppModule {}
`;
}

function specSource(queue) {
  return `import { cleanDatabase, createTestApp, type TestApp } from 'jest-nest-mssql';
import { AppModule } from '../src/app.module%JS';
${queue === null ? '' : "import { sent } from '../src/mail.processor%JS';\n"}import { Note } from '../src/note.entity%JS';
import { NoteService } from '../src/note.service%JS';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp({ imports: [AppModule] });
});
beforeEach(() => cleanDatabase(t.dataSource));
afterAll(() => t.close());

for (const round of [1, 2]) {
  it(\`stores a note, and the next test starts clean: \${round}\`, async () => {
    const note = await t.get(NoteService).add('hello');
    expect(note.id).toBe(2);
    expect(note.created).toBeInstanceOf(Date);
    const notes = await t.dataSource.getRepository(Note).find({ order: { id: 'ASC' } });
    expect(notes.map(({ title }: Note) => title)).toEqual(['from the migration', 'hello']);
${queue === null ? '' : `    expect(t.queue('mail')).toHaveEnqueued('added', { id: 2 });
    sent.length = 0;
    await t.queue('mail').drain();
    expect(sent).toEqual([2]);
`}  });
}

it('has the schema of the entities', async () => {
  await expect(t.dataSource).toMatchEntities();
});
`;
}
