// Payments and invoices live in their own schema.
import type { MigrationInterface, QueryRunner } from 'typeorm';

const CREATE_TABLES = `
  CREATE TABLE [billing].[payments] (
    [id] UNIQUEIDENTIFIER NOT NULL CONSTRAINT [DF_payments_id] DEFAULT NEWSEQUENTIALID(),
    [order_id] INT NOT NULL,
    [amount] DECIMAL(12, 2) NOT NULL,
    [status] VARCHAR(20) NOT NULL CONSTRAINT [DF_payments_status] DEFAULT 'pending',
    [stripe_intent_id] VARCHAR(64) NULL,
    [failure_reason] NVARCHAR(400) NULL,
    [captured_at] DATETIME2(7) NULL,
    [created_at] DATETIME2(7) NOT NULL CONSTRAINT [DF_payments_created_at] DEFAULT GETDATE(),
    CONSTRAINT [PK_payments] PRIMARY KEY CLUSTERED ([id]),
    CONSTRAINT [FK_payments_orders] FOREIGN KEY ([order_id]) REFERENCES [dbo].[orders] ([id]),
    CONSTRAINT [CK_payments_amount] CHECK ([amount] > 0),
    CONSTRAINT [CK_payments_status] CHECK ([status] IN ('pending', 'captured', 'failed', 'refunded')),
    CONSTRAINT [CK_payments_captured_at] CHECK ([status] <> 'captured' OR [captured_at] IS NOT NULL)
  );

  CREATE UNIQUE NONCLUSTERED INDEX [UX_payments_one_captured_per_order]
    ON [billing].[payments] ([order_id])
    WHERE [status] = 'captured';

  CREATE UNIQUE NONCLUSTERED INDEX [UX_payments_intent]
    ON [billing].[payments] ([stripe_intent_id])
    WHERE [stripe_intent_id] IS NOT NULL;

  CREATE SEQUENCE [billing].[invoice_number_seq] AS BIGINT START WITH 1 INCREMENT BY 1 CACHE 20;

  CREATE TABLE [billing].[invoices] (
    [id] INT IDENTITY(1,1) NOT NULL,
    [number] VARCHAR(20) NOT NULL,
    [order_id] INT NOT NULL,
    [total] DECIMAL(12, 2) NOT NULL CONSTRAINT [DF_invoices_total] DEFAULT 0,
    [document_key] VARCHAR(200) NULL,
    [paid] BIT NOT NULL CONSTRAINT [DF_invoices_paid] DEFAULT 0,
    [issued_at] DATETIME2(7) NOT NULL CONSTRAINT [DF_invoices_issued_at] DEFAULT SYSUTCDATETIME(),
    CONSTRAINT [PK_invoices] PRIMARY KEY CLUSTERED ([id]),
    CONSTRAINT [UQ_invoices_number] UNIQUE ([number]),
    CONSTRAINT [UQ_invoices_order_id] UNIQUE ([order_id]),
    CONSTRAINT [FK_invoices_orders] FOREIGN KEY ([order_id]) REFERENCES [dbo].[orders] ([id])
  );

  CREATE TABLE [billing].[invoice_lines] (
    [id] INT IDENTITY(1,1) NOT NULL,
    [invoice_id] INT NOT NULL,
    [description] NVARCHAR(200) NOT NULL,
    [amount] DECIMAL(12, 2) NOT NULL,
    CONSTRAINT [PK_invoice_lines] PRIMARY KEY CLUSTERED ([id]),
    CONSTRAINT [FK_invoice_lines_invoices] FOREIGN KEY ([invoice_id])
      REFERENCES [billing].[invoices] ([id]) ON DELETE CASCADE
  );
`;

const CREATE_NEXT_INVOICE_NUMBER = `
CREATE PROCEDURE [billing].[next_invoice_number]
  @prefix VARCHAR(8),
  @number VARCHAR(20) OUTPUT
AS
BEGIN
  SET NOCOUNT ON;

  DECLARE @next BIGINT;
  SET @next = NEXT VALUE FOR [billing].[invoice_number_seq];
  SET @number = @prefix + '-' + RIGHT('000000' + CAST(@next AS VARCHAR(20)), 6);
END
`;

const CREATE_MARK_INVOICE_PAID = `
CREATE PROCEDURE [billing].[mark_invoice_paid]
  @invoice_id INT
AS
BEGIN
  SET NOCOUNT ON;
  SET XACT_ABORT ON;

  UPDATE [billing].[invoices]
  SET [paid] = 1
  WHERE [id] = @invoice_id AND [paid] = 0;

  IF @@ROWCOUNT = 0
  BEGIN
    IF EXISTS (SELECT 1 FROM [billing].[invoices] WHERE [id] = @invoice_id)
    BEGIN
      THROW 50409, 'The invoice is paid already.', 1;
    END;

    THROW 50404, 'There is no such invoice.', 1;
  END

  SELECT [id], [number], [total] FROM [billing].[invoices] WHERE [id] = @invoice_id;
END
`;

export class CreateBilling1736121600000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createSchema('billing', true);
    await queryRunner.query(CREATE_TABLES);
    await queryRunner.query(CREATE_NEXT_INVOICE_NUMBER);
    await queryRunner.query(CREATE_MARK_INVOICE_PAID);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP PROCEDURE IF EXISTS [billing].[mark_invoice_paid], [billing].[next_invoice_number]`);
    await queryRunner.query(`DROP TABLE [billing].[invoice_lines]`);
    await queryRunner.query(`DROP TABLE [billing].[invoices]`);
    await queryRunner.query(`DROP SEQUENCE [billing].[invoice_number_seq]`);
    await queryRunner.query(`DROP TABLE [billing].[payments]`);
    await queryRunner.query(`DROP SCHEMA [billing]`);
  }
}
