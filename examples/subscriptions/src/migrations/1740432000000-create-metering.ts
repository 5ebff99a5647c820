// What is used: records, counters per period, and the procedure that counts a record once, however often it is sent.
import type { MigrationInterface, QueryRunner } from 'typeorm';

const CREATE_TABLES = `
  CREATE TABLE [metering].[usage_records] (
    [id] BIGINT IDENTITY(1,1) NOT NULL,
    [subscription_id] INT NOT NULL,
    [metric] VARCHAR(40) NOT NULL,
    [units] INT NOT NULL,
    [idempotency_key] VARCHAR(80) NOT NULL,
    [recorded_at] DATETIME2(3) NOT NULL CONSTRAINT [DF_usage_records_recorded_at] DEFAULT SYSUTCDATETIME(),
    CONSTRAINT [PK_usage_records] PRIMARY KEY CLUSTERED ([id]),
    CONSTRAINT [UQ_usage_records_idempotency_key] UNIQUE ([subscription_id], [idempotency_key]),
    CONSTRAINT [FK_usage_records_subscriptions] FOREIGN KEY ([subscription_id]) REFERENCES [billing].[subscriptions] ([id]),
    CONSTRAINT [CK_usage_records_units] CHECK ([units] > 0)
  );

  CREATE TABLE [metering].[usage_counters] (
    [subscription_id] INT NOT NULL,
    [metric] VARCHAR(40) NOT NULL,
    [period_start] DATETIME2(3) NOT NULL,
    [units] BIGINT NOT NULL,
    CONSTRAINT [PK_usage_counters] PRIMARY KEY CLUSTERED ([subscription_id], [metric], [period_start]),
    CONSTRAINT [FK_usage_counters_subscriptions] FOREIGN KEY ([subscription_id]) REFERENCES [billing].[subscriptions] ([id])
  );
`;

const CREATE_RECORD_USAGE = `
CREATE PROCEDURE [metering].[record_usage]
  @subscription_id INT,
  @metric VARCHAR(40),
  @units INT,
  @key VARCHAR(80)
AS
BEGIN
  SET NOCOUNT ON;
  SET XACT_ABORT ON;
  DECLARE @period_start DATETIME2(3);

  BEGIN TRANSACTION;

  SELECT @period_start = [period_start]
  FROM [billing].[subscriptions]
  WHERE [id] = @subscription_id AND [status] <> 'canceled';

  IF @period_start IS NULL THROW 50404, 'There is no such subscription.', 1;

  INSERT INTO [metering].[usage_records] ([subscription_id], [metric], [units], [idempotency_key])
  SELECT @subscription_id, @metric, @units, @key
  WHERE NOT EXISTS (
    SELECT 1 FROM [metering].[usage_records] WITH (UPDLOCK, HOLDLOCK)
    WHERE [subscription_id] = @subscription_id AND [idempotency_key] = @key
  );

  IF @@ROWCOUNT = 1
    MERGE [metering].[usage_counters] WITH (HOLDLOCK) AS c
    USING (VALUES (@subscription_id, @metric, @period_start)) AS s ([subscription_id], [metric], [period_start])
      ON c.[subscription_id] = s.[subscription_id] AND c.[metric] = s.[metric] AND c.[period_start] = s.[period_start]
    WHEN MATCHED THEN UPDATE SET [units] = c.[units] + @units
    WHEN NOT MATCHED THEN INSERT ([subscription_id], [metric], [period_start], [units])
      VALUES (s.[subscription_id], s.[metric], s.[period_start], @units);

  COMMIT TRANSACTION;

  SELECT [units] FROM [metering].[usage_counters]
  WHERE [subscription_id] = @subscription_id AND [metric] = @metric AND [period_start] = @period_start;
END
`;

export class CreateMetering1740432000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createSchema('metering', true);
    await queryRunner.query(CREATE_TABLES);
    await queryRunner.query(CREATE_RECORD_USAGE);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP PROCEDURE [metering].[record_usage]');
    await queryRunner.query('DROP TABLE [metering].[usage_counters]');
    await queryRunner.query('DROP TABLE [metering].[usage_records]');
    await queryRunner.query('DROP SCHEMA [metering]');
  }
}
