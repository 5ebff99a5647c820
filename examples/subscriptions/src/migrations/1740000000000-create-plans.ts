// Plans and what they cost at any time: a system-versioned table with its three first rows.
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreatePlans1740000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createSchema('catalog', true);
    await queryRunner.query(`
      CREATE TABLE [catalog].[plans] (
        [id] INT IDENTITY(1,1) NOT NULL,
        [code] VARCHAR(40) NOT NULL,
        [name] NVARCHAR(100) NOT NULL,
        [price_cents] INT NOT NULL,
        [currency] CHAR(3) NOT NULL CONSTRAINT [DF_plans_currency] DEFAULT 'EUR',
        [billing_interval] VARCHAR(10) NOT NULL CONSTRAINT [DF_plans_billing_interval] DEFAULT 'month',
        [included_units] INT NOT NULL CONSTRAINT [DF_plans_included_units] DEFAULT 0,
        [unit_price_cents] DECIMAL(9, 4) NOT NULL CONSTRAINT [DF_plans_unit_price_cents] DEFAULT 0,
        [active] BIT NOT NULL CONSTRAINT [DF_plans_active] DEFAULT 1,
        [valid_from] DATETIME2(7) GENERATED ALWAYS AS ROW START HIDDEN NOT NULL,
        [valid_to] DATETIME2(7) GENERATED ALWAYS AS ROW END HIDDEN NOT NULL,
        PERIOD FOR SYSTEM_TIME ([valid_from], [valid_to]),
        CONSTRAINT [PK_plans] PRIMARY KEY CLUSTERED ([id]),
        CONSTRAINT [UQ_plans_code] UNIQUE ([code]),
        CONSTRAINT [CK_plans_price] CHECK ([price_cents] >= 0 AND [unit_price_cents] >= 0),
        CONSTRAINT [CK_plans_billing_interval] CHECK ([billing_interval] IN ('month', 'year')),
        CONSTRAINT [CK_plans_currency] CHECK ([currency] LIKE '[A-Z][A-Z][A-Z]' COLLATE Latin1_General_BIN2)
      ) WITH (SYSTEM_VERSIONING = ON (HISTORY_TABLE = [catalog].[plans_history]));
    `);
    await queryRunner.query(`
      INSERT INTO [catalog].[plans] ([code], [name], [price_cents], [billing_interval], [included_units], [unit_price_cents])
      VALUES ('starter', N'Starter', 900, 'month', 100, 2.5),
             ('team', N'Team', 4900, 'month', 1000, 1.25),
             ('enterprise', N'Großkunden', 480000, 'year', 100000, 0.5);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE [catalog].[plans] SET (SYSTEM_VERSIONING = OFF)');
    await queryRunner.query('DROP TABLE [catalog].[plans]');
    await queryRunner.query('DROP TABLE [catalog].[plans_history]');
    await queryRunner.query('DROP SCHEMA [catalog]');
  }
}
