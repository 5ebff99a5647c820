// Dunning: at most four attempts an invoice, in order.
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateDunning1740345600000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE [billing].[dunning_attempts] (
        [id] INT IDENTITY(1,1) NOT NULL,
        [invoice_id] INT NOT NULL,
        [attempt_no] TINYINT NOT NULL,
        [outcome] VARCHAR(20) NOT NULL CONSTRAINT [DF_dunning_attempts_outcome] DEFAULT 'scheduled',
        [due_at] DATETIME2(3) NOT NULL,
        [reason] NVARCHAR(200) NULL,
        CONSTRAINT [PK_dunning_attempts] PRIMARY KEY CLUSTERED ([id]),
        CONSTRAINT [UQ_dunning_attempts_no] UNIQUE ([invoice_id], [attempt_no]),
        CONSTRAINT [FK_dunning_attempts_invoices] FOREIGN KEY ([invoice_id]) REFERENCES [billing].[invoices] ([id]) ON DELETE CASCADE,
        CONSTRAINT [CK_dunning_attempts_no] CHECK ([attempt_no] BETWEEN 1 AND 4),
        CONSTRAINT [CK_dunning_attempts_outcome] CHECK ([outcome] IN ('scheduled', 'paid', 'declined'))
      );

      CREATE UNIQUE NONCLUSTERED INDEX [UX_dunning_attempts_one_scheduled]
        ON [billing].[dunning_attempts] ([invoice_id])
        WHERE [outcome] = 'scheduled';
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE [billing].[dunning_attempts]');
  }
}
