// Clinics and practitioners reference each other, and a practitioner may reference a supervisor.
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreatePractitioners1735862400000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE [dbo].[clinics] (
        [id] INT IDENTITY(1,1) NOT NULL,
        [name] NVARCHAR(120) NOT NULL,
        [city] VARCHAR(80) NOT NULL,
        [lead_practitioner_id] INT NULL,
        CONSTRAINT [PK_clinics] PRIMARY KEY CLUSTERED ([id] ASC)
      );
      CREATE NONCLUSTERED INDEX [IX_clinics_name] ON [dbo].[clinics] ([name]);
    `);
    await queryRunner.query(`
      CREATE TABLE [dbo].[practitioners] (
        [id] INT IDENTITY(1,1) NOT NULL,
        [user_id] UNIQUEIDENTIFIER NOT NULL,
        [license_no] VARCHAR(32) NOT NULL,
        [speciality] NVARCHAR(80) NULL,
        [clinic_id] INT NULL,
        [supervisor_id] INT NULL,
        CONSTRAINT [PK_practitioners] PRIMARY KEY CLUSTERED ([id] ASC),
        CONSTRAINT [UQ_practitioners_license_no] UNIQUE ([license_no]),
        CONSTRAINT [FK_practitioners_users] FOREIGN KEY ([user_id]) REFERENCES [dbo].[users] ([id]),
        CONSTRAINT [FK_practitioners_clinics] FOREIGN KEY ([clinic_id]) REFERENCES [dbo].[clinics] ([id]),
        CONSTRAINT [FK_practitioners_supervisor] FOREIGN KEY ([supervisor_id]) REFERENCES [dbo].[practitioners] ([id])
      )
    `);
    await queryRunner.query(
      `CREATE UNIQUE INDEX [REL_491af8c359704e5d630bce0d02] ON [dbo].[practitioners] ([user_id]) WHERE [user_id] IS NOT NULL`,
    );
    await queryRunner.query(`CREATE INDEX [IX_practitioners_supervisor_id] ON [dbo].[practitioners] ([supervisor_id])`);
    await queryRunner.query(`
      ALTER TABLE [dbo].[clinics] WITH CHECK
        ADD CONSTRAINT [FK_clinics_lead_practitioner] FOREIGN KEY ([lead_practitioner_id])
        REFERENCES [dbo].[practitioners] ([id]);
      ALTER TABLE [dbo].[clinics] CHECK CONSTRAINT [FK_clinics_lead_practitioner];
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE [dbo].[clinics] DROP CONSTRAINT [FK_clinics_lead_practitioner]`);
    await queryRunner.query(`DROP TABLE [dbo].[practitioners]`);
    await queryRunner.query(`DROP TABLE [dbo].[clinics]`);
  }
}
