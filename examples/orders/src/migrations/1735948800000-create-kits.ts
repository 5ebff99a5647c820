// The catalogue, the stock and the single kits, whose changes of status a trigger records.
import type { MigrationInterface, QueryRunner } from 'typeorm';

const CREATE_TABLES = `
  CREATE TABLE dbo.kit_types (
    id INT IDENTITY(1,1) NOT NULL CONSTRAINT PK_kit_types PRIMARY KEY,
    sku VARCHAR(32) NOT NULL CONSTRAINT UQ_kit_types_sku UNIQUE,
    name NVARCHAR(120) NOT NULL,
    price DECIMAL(10, 2) NOT NULL CONSTRAINT CK_kit_types_price CHECK (price >= 0),
    active BIT NOT NULL CONSTRAINT DF_kit_types_active DEFAULT (1)
  );

  CREATE TABLE dbo.kit_inventory (
    kit_type_id INT NOT NULL,
    on_hand INT NOT NULL CONSTRAINT DF_kit_inventory_on_hand DEFAULT (0),
    reserved INT NOT NULL CONSTRAINT DF_kit_inventory_reserved DEFAULT (0),
    available AS (on_hand - reserved) PERSISTED,
    row_version ROWVERSION NOT NULL,
    CONSTRAINT PK_kit_inventory PRIMARY KEY (kit_type_id),
    CONSTRAINT FK_kit_inventory_kit_types FOREIGN KEY (kit_type_id) REFERENCES dbo.kit_types (id),
    CONSTRAINT CK_kit_inventory_on_hand CHECK (on_hand >= 0),
    CONSTRAINT CK_kit_inventory_reserved CHECK (reserved >= 0 AND reserved <= on_hand)
  );

  CREATE TABLE dbo.kits (
    id INT IDENTITY(1,1) NOT NULL,
    barcode VARCHAR(40) NOT NULL,
    kit_type_id INT NOT NULL,
    status VARCHAR(20) NOT NULL CONSTRAINT DF_kits_status DEFAULT ('available'),
    practitioner_id INT NULL,
    created_at DATETIME2 NOT NULL CONSTRAINT DF_kits_created_at DEFAULT (SYSUTCDATETIME()),
    CONSTRAINT PK_kits PRIMARY KEY (id),
    CONSTRAINT FK_kits_kit_types FOREIGN KEY (kit_type_id) REFERENCES dbo.kit_types (id),
    CONSTRAINT FK_kits_practitioners FOREIGN KEY (practitioner_id) REFERENCES dbo.practitioners (id) ON DELETE SET NULL,
    CONSTRAINT CK_kits_status CHECK (status IN ('available', 'assigned', 'shipped', 'returned', 'lost'))
  );

  CREATE UNIQUE INDEX UX_kits_barcode ON dbo.kits (barcode);
  CREATE INDEX IX_kits_status ON dbo.kits (status, kit_type_id) INCLUDE (practitioner_id);

  CREATE TABLE dbo.kit_status_history (
    id BIGINT IDENTITY(1,1) NOT NULL,
    kit_id INT NOT NULL,
    old_status VARCHAR(20) NULL,
    new_status VARCHAR(20) NOT NULL,
    changed_at DATETIME2 NOT NULL CONSTRAINT DF_kit_status_history_changed_at DEFAULT (SYSUTCDATETIME()),
    CONSTRAINT PK_kit_status_history PRIMARY KEY CLUSTERED (id),
    CONSTRAINT FK_kit_status_history_kits FOREIGN KEY (kit_id) REFERENCES dbo.kits (id) ON DELETE CASCADE
  );

  CREATE INDEX IX_kit_status_history_kit_id ON dbo.kit_status_history (kit_id);
`;

const CREATE_TRIGGER = `
CREATE TRIGGER dbo.TR_kits_status_history ON dbo.kits
AFTER INSERT, UPDATE
AS
BEGIN
  SET NOCOUNT ON;

  INSERT INTO dbo.kit_status_history (kit_id, old_status, new_status)
  SELECT i.id, d.status, i.status
  FROM inserted AS i
  LEFT JOIN deleted AS d ON d.id = i.id
  WHERE d.id IS NULL OR d.status <> i.status;
END
`;

const INSERT_CATALOGUE = `
  INSERT INTO dbo.kit_types (sku, name, price)
  VALUES
    ('GUT-BASIC', N'Gut microbiome, basic', 149.00),
    ('GUT-PRO', N'Gut microbiome, professional', 279.50),
    ('VAG-BASIC', N'Vaginal microbiome, basic', 169.00);
`;

export class CreateKits1735948800000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(CREATE_TABLES);
    await queryRunner.query(CREATE_TRIGGER);
    await queryRunner.query(INSERT_CATALOGUE);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TRIGGER IF EXISTS dbo.TR_kits_status_history`);
    await queryRunner.query(`
      DROP TABLE IF EXISTS dbo.kit_status_history;
      DROP TABLE IF EXISTS dbo.kits;
      DROP TABLE IF EXISTS dbo.kit_inventory;
      DROP TABLE IF EXISTS dbo.kit_types;
    `);
  }
}
