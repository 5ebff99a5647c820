// The engine room: received webhooks, the line of exports that workers take from, and what happened to background jobs.
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateOperations1740518400000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createSchema('ops', true);
    await queryRunner.query(`
      CREATE TABLE [ops].[webhook_events] (
        [id] VARCHAR(64) NOT NULL,
        [type] VARCHAR(80) NOT NULL,
        [payload] NVARCHAR(MAX) NOT NULL,
        [received_at] DATETIME2(7) NOT NULL CONSTRAINT [DF_webhook_events_received_at] DEFAULT SYSUTCDATETIME(),
        [processed_at] DATETIME2(7) NULL,
        CONSTRAINT [PK_webhook_events] PRIMARY KEY CLUSTERED ([id]),
        CONSTRAINT [CK_webhook_events_payload] CHECK (ISJSON([payload]) = 1)
      );

      CREATE TABLE [ops].[export_tasks] (
        [id] INT IDENTITY(1,1) NOT NULL,
        [customer_id] INT NOT NULL,
        [claimed_by] VARCHAR(40) NULL,
        [claimed_at] DATETIME2(3) NULL,
        [done_at] DATETIME2(3) NULL,
        CONSTRAINT [PK_export_tasks] PRIMARY KEY CLUSTERED ([id]),
        CONSTRAINT [FK_export_tasks_customers] FOREIGN KEY ([customer_id]) REFERENCES [billing].[customers] ([id])
      );

      CREATE TABLE [ops].[job_log] (
        [id] INT IDENTITY(1,1) NOT NULL,
        [queue] VARCHAR(40) NOT NULL,
        [job_id] VARCHAR(80) NOT NULL,
        [event] VARCHAR(20) NOT NULL,
        [detail] NVARCHAR(400) NULL,
        CONSTRAINT [PK_job_log] PRIMARY KEY CLUSTERED ([id])
      );
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of ['job_log', 'export_tasks', 'webhook_events']) await queryRunner.dropTable(`ops.${table}`);
    await queryRunner.dropSchema('ops');
  }
}
