// A schema for reports: counters, runs, a view and a stored procedure.
import type { MigrationInterface, QueryRunner } from 'typeorm';

const CREATE_DAILY_REVENUE = `
CREATE VIEW [reporting].[daily_revenue]
AS
SELECT
  CAST(p.captured_at AS DATE) AS revenue_date,
  o.currency,
  COUNT(*) AS payments,
  SUM(p.amount) AS revenue
FROM billing.payments AS p
INNER JOIN dbo.orders AS o ON o.id = p.order_id
WHERE p.status = 'captured'
GROUP BY CAST(p.captured_at AS DATE), o.currency
`;

const CREATE_PRACTITIONER_SUMMARY = `
CREATE OR ALTER PROCEDURE [reporting].[practitioner_summary]
  @practitioner_id INT,
  @sku VARCHAR(32) = NULL
AS
BEGIN
  SET NOCOUNT ON;

  IF NOT EXISTS (SELECT 1 FROM dbo.practitioners WHERE id = @practitioner_id)
  BEGIN
    RAISERROR('Practitioner %d does not exist.', 16, 1, @practitioner_id);
    RETURN 1;
  END

  SELECT
    kt.sku,
    COUNT(DISTINCT o.id) AS orders,
    SUM(ol.quantity) AS kits,
    SUM(ol.line_total) AS amount
  FROM dbo.orders AS o
  INNER JOIN dbo.order_lines AS ol ON ol.order_id = o.id
  INNER JOIN dbo.kit_types AS kt ON kt.id = ol.kit_type_id
  WHERE o.practitioner_id = @practitioner_id
    AND o.status <> 'cancelled'
    AND (@sku IS NULL OR kt.sku = @sku)
  GROUP BY kt.sku
  ORDER BY kt.sku;

  RETURN 0;
END
`;

export class CreateReporting1736208000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      IF NOT EXISTS (SELECT 1 FROM sys.schemas WHERE name = N'reporting')
        EXEC(N'CREATE SCHEMA [reporting] AUTHORIZATION [dbo]');
    `);
    await queryRunner.query(`
      CREATE TABLE [reporting].[report_runs] (
        [id] UNIQUEIDENTIFIER NOT NULL CONSTRAINT [DF_report_runs_id] DEFAULT (NEWSEQUENTIALID()),
        [report] VARCHAR(60) NOT NULL,
        [row_count] INT NOT NULL,
        [file_key] VARCHAR(200) NOT NULL,
        [created_at] DATETIME2 NOT NULL CONSTRAINT [DF_report_runs_created_at] DEFAULT (GETDATE()),
        CONSTRAINT [PK_report_runs] PRIMARY KEY ([id])
      )
    `);
    await queryRunner.query(`
      CREATE TABLE [reporting].[counters] (
        [name] VARCHAR(60) NOT NULL,
        [value] BIGINT NOT NULL CONSTRAINT [DF_counters_value] DEFAULT (0),
        CONSTRAINT [PK_counters] PRIMARY KEY ([name])
      )
    `);
    await queryRunner.query(CREATE_DAILY_REVENUE);
    await queryRunner.query(CREATE_PRACTITIONER_SUMMARY);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP PROCEDURE [reporting].[practitioner_summary]`);
    await queryRunner.query(`DROP VIEW [reporting].[daily_revenue]`);
    await queryRunner.dropTable('reporting.counters');
    await queryRunner.dropTable('reporting.report_runs');
    await queryRunner.dropSchema('reporting');
  }
}
