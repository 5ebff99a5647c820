// Customers. An address counts once, however it is written: a computed column with a unique index.
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateCustomers1740086400000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createSchema('billing', true);
    await queryRunner.query(`
      CREATE TABLE [billing].[customers] (
        [id] INT IDENTITY(1000,1) NOT NULL,
        [email] NVARCHAR(320) NOT NULL,
        [email_key] AS LOWER(LTRIM(RTRIM([email]))) PERSISTED NOT NULL,
        [name] NVARCHAR(200) NOT NULL,
        [country] CHAR(2) NOT NULL,
        [stripe_customer_id] VARCHAR(64) NULL,
        [payment_method] VARCHAR(64) NULL,
        [created_at] DATETIME2(7) NOT NULL CONSTRAINT [DF_customers_created_at] DEFAULT SYSUTCDATETIME(),
        CONSTRAINT [PK_customers] PRIMARY KEY CLUSTERED ([id]),
        CONSTRAINT [CK_customers_email] CHECK ([email] LIKE '%_@_%')
      );
    `);
    await queryRunner.query('CREATE UNIQUE NONCLUSTERED INDEX [UX_customers_email_key] ON [billing].[customers] ([email_key])');
    await queryRunner.query(`
      CREATE UNIQUE NONCLUSTERED INDEX [UX_customers_stripe_customer_id]
        ON [billing].[customers] ([stripe_customer_id])
        WHERE [stripe_customer_id] IS NOT NULL;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE [billing].[customers]');
    await queryRunner.query('DROP SCHEMA [billing]');
  }
}
