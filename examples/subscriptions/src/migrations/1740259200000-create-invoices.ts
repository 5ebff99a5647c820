// Invoices with numbers without regard to who asks, a computed total, payments, and the procedure that settles an invoice.
import type { MigrationInterface, QueryRunner } from 'typeorm';

const CREATE_TABLES = `
  CREATE SEQUENCE [billing].[invoice_number_seq] AS INT START WITH 1 INCREMENT BY 1 NO CACHE;

  CREATE TABLE [billing].[invoices] (
    [id] INT IDENTITY(1,1) NOT NULL,
    [number] VARCHAR(20) NOT NULL CONSTRAINT [DF_invoices_number]
      DEFAULT ('INV-' + RIGHT('000000' + CAST(NEXT VALUE FOR [billing].[invoice_number_seq] AS VARCHAR(10)), 6)),
    [subscription_id] INT NOT NULL,
    [period_start] DATETIME2(3) NOT NULL,
    [period_end] DATETIME2(3) NOT NULL,
    [currency] CHAR(3) NOT NULL,
    [subtotal_cents] INT NOT NULL,
    [tax_cents] INT NOT NULL CONSTRAINT [DF_invoices_tax_cents] DEFAULT 0,
    [total_cents] AS ([subtotal_cents] + [tax_cents]) PERSISTED,
    [status] VARCHAR(20) NOT NULL CONSTRAINT [DF_invoices_status] DEFAULT 'open',
    [paid_at] DATETIME2(3) NULL,
    [stripe_invoice_id] VARCHAR(64) NULL,
    CONSTRAINT [PK_invoices] PRIMARY KEY CLUSTERED ([id]),
    CONSTRAINT [UQ_invoices_number] UNIQUE ([number]),
    CONSTRAINT [FK_invoices_subscriptions] FOREIGN KEY ([subscription_id]) REFERENCES [billing].[subscriptions] ([id]),
    CONSTRAINT [CK_invoices_amounts] CHECK ([subtotal_cents] >= 0 AND [tax_cents] >= 0),
    CONSTRAINT [CK_invoices_status] CHECK ([status] IN ('open', 'paid', 'void', 'uncollectible')),
    CONSTRAINT [CK_invoices_paid_at] CHECK (([status] = 'paid' AND [paid_at] IS NOT NULL) OR ([status] <> 'paid' AND [paid_at] IS NULL))
  );

  CREATE UNIQUE NONCLUSTERED INDEX [UX_invoices_one_per_period]
    ON [billing].[invoices] ([subscription_id], [period_start])
    WHERE [status] <> 'void';

  CREATE TABLE [billing].[invoice_lines] (
    [id] INT IDENTITY(1,1) NOT NULL,
    [invoice_id] INT NOT NULL,
    [description] NVARCHAR(200) NOT NULL,
    [quantity] INT NOT NULL,
    [amount_cents] INT NOT NULL,
    CONSTRAINT [PK_invoice_lines] PRIMARY KEY CLUSTERED ([id]),
    CONSTRAINT [FK_invoice_lines_invoices] FOREIGN KEY ([invoice_id]) REFERENCES [billing].[invoices] ([id]) ON DELETE CASCADE
  );

  CREATE NONCLUSTERED INDEX [IX_invoice_lines_invoice_id] ON [billing].[invoice_lines] ([invoice_id]);

  CREATE TABLE [billing].[payments] (
    [id] UNIQUEIDENTIFIER NOT NULL CONSTRAINT [DF_payments_id] DEFAULT NEWSEQUENTIALID(),
    [invoice_id] INT NOT NULL,
    [amount_cents] INT NOT NULL,
    [reference] VARCHAR(64) NOT NULL,
    [received_at] DATETIME2(7) NOT NULL CONSTRAINT [DF_payments_received_at] DEFAULT SYSUTCDATETIME(),
    CONSTRAINT [PK_payments] PRIMARY KEY CLUSTERED ([id]),
    CONSTRAINT [UQ_payments_reference] UNIQUE ([reference]),
    CONSTRAINT [FK_payments_invoices] FOREIGN KEY ([invoice_id]) REFERENCES [billing].[invoices] ([id]),
    CONSTRAINT [CK_payments_amount] CHECK ([amount_cents] > 0)
  );
`;

const CREATE_SETTLE_INVOICE = `
CREATE PROCEDURE [billing].[settle_invoice]
  @invoice_id INT,
  @amount_cents INT,
  @reference VARCHAR(64),
  @paid_at DATETIME2(3),
  @is_settled BIT OUTPUT
AS
BEGIN
  SET NOCOUNT ON;
  SET XACT_ABORT ON;
  DECLARE @status VARCHAR(20), @total INT, @paid INT;
  SET @is_settled = 0;

  BEGIN TRANSACTION;

  SELECT @status = [status], @total = [total_cents]
  FROM [billing].[invoices] WITH (UPDLOCK, HOLDLOCK)
  WHERE [id] = @invoice_id;

  IF @status IS NULL THROW 50404, 'There is no such invoice.', 1;
  IF @status = 'void' THROW 50409, 'The invoice is void.', 1;

  IF NOT EXISTS (SELECT 1 FROM [billing].[payments] WHERE [reference] = @reference)
    INSERT INTO [billing].[payments] ([invoice_id], [amount_cents], [reference]) VALUES (@invoice_id, @amount_cents, @reference);

  SELECT @paid = SUM([amount_cents]) FROM [billing].[payments] WHERE [invoice_id] = @invoice_id;

  IF @status <> 'paid' AND @paid >= @total
  BEGIN
    UPDATE [billing].[invoices] SET [status] = 'paid', [paid_at] = @paid_at WHERE [id] = @invoice_id;
    SET @is_settled = 1;
  END

  COMMIT TRANSACTION;
END
`;

export class CreateInvoices1740259200000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(CREATE_TABLES);
    await queryRunner.query(CREATE_SETTLE_INVOICE);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP PROCEDURE [billing].[settle_invoice]');
    await queryRunner.query('DROP TABLE [billing].[payments], [billing].[invoice_lines], [billing].[invoices]');
    await queryRunner.query('DROP SEQUENCE [billing].[invoice_number_seq]');
  }
}
