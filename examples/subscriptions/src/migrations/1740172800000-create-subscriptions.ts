// Subscriptions: one that is not canceled per customer, a rowversion for optimistic locking, and a trigger that keeps the history of their states.
import type { MigrationInterface, QueryRunner } from 'typeorm';

const CREATE_TABLES = `
  CREATE TABLE [billing].[subscriptions] (
    [id] INT IDENTITY(1,1) NOT NULL,
    [customer_id] INT NOT NULL,
    [plan_id] INT NOT NULL,
    [status] VARCHAR(20) NOT NULL,
    [seats] INT NOT NULL CONSTRAINT [DF_subscriptions_seats] DEFAULT 1,
    [period_start] DATETIME2(3) NOT NULL,
    [period_end] DATETIME2(3) NOT NULL,
    [cancel_at_period_end] BIT NOT NULL CONSTRAINT [DF_subscriptions_cancel_at_period_end] DEFAULT 0,
    [canceled_at] DATETIME2(3) NULL,
    [stripe_subscription_id] VARCHAR(64) NULL,
    [version] ROWVERSION NOT NULL,
    CONSTRAINT [PK_subscriptions] PRIMARY KEY CLUSTERED ([id]),
    CONSTRAINT [FK_subscriptions_customers] FOREIGN KEY ([customer_id]) REFERENCES [billing].[customers] ([id]),
    CONSTRAINT [FK_subscriptions_plans] FOREIGN KEY ([plan_id]) REFERENCES [catalog].[plans] ([id]),
    CONSTRAINT [CK_subscriptions_status] CHECK ([status] IN ('trialing', 'active', 'past_due', 'canceled')),
    CONSTRAINT [CK_subscriptions_period] CHECK ([period_end] > [period_start]),
    CONSTRAINT [CK_subscriptions_seats] CHECK ([seats] BETWEEN 1 AND 1000),
    CONSTRAINT [CK_subscriptions_canceled_at] CHECK ([status] <> 'canceled' OR [canceled_at] IS NOT NULL)
  );

  CREATE UNIQUE NONCLUSTERED INDEX [UX_subscriptions_one_per_customer]
    ON [billing].[subscriptions] ([customer_id])
    WHERE [status] <> 'canceled';

  CREATE UNIQUE NONCLUSTERED INDEX [UX_subscriptions_stripe_subscription_id]
    ON [billing].[subscriptions] ([stripe_subscription_id])
    WHERE [stripe_subscription_id] IS NOT NULL;

  CREATE NONCLUSTERED INDEX [IX_subscriptions_period_end]
    ON [billing].[subscriptions] ([period_end]) INCLUDE ([status], [cancel_at_period_end])
    WHERE [status] <> 'canceled';

  CREATE TABLE [billing].[subscription_history] (
    [id] BIGINT IDENTITY(1,1) NOT NULL,
    [subscription_id] INT NOT NULL,
    [from_status] VARCHAR(20) NULL,
    [to_status] VARCHAR(20) NOT NULL,
    [changed_at] DATETIME2(7) NOT NULL CONSTRAINT [DF_subscription_history_changed_at] DEFAULT SYSUTCDATETIME(),
    CONSTRAINT [PK_subscription_history] PRIMARY KEY CLUSTERED ([id]),
    CONSTRAINT [FK_subscription_history_subscriptions] FOREIGN KEY ([subscription_id])
      REFERENCES [billing].[subscriptions] ([id]) ON DELETE CASCADE
  );
`;

const CREATE_TRIGGER = `
CREATE TRIGGER [billing].[TR_subscriptions_history] ON [billing].[subscriptions]
AFTER INSERT, UPDATE
AS
BEGIN
  SET NOCOUNT ON;
  INSERT INTO [billing].[subscription_history] ([subscription_id], [from_status], [to_status])
  SELECT i.[id], d.[status], i.[status]
  FROM inserted i
  LEFT JOIN deleted d ON d.[id] = i.[id]
  WHERE d.[id] IS NULL OR d.[status] <> i.[status];
END
`;

export class CreateSubscriptions1740172800000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(CREATE_TABLES);
    await queryRunner.query(CREATE_TRIGGER);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE [billing].[subscription_history]');
    await queryRunner.query('DROP TABLE [billing].[subscriptions]');
  }
}
