// Countries are reference data: the rows belong to the schema, so the migration brings them.
import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';

export class CreateCountries1735689600000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'countries',
        columns: [
          { name: 'code', type: 'char', length: '2', isPrimary: true, primaryKeyConstraintName: 'PK_countries' },
          { name: 'name', type: 'nvarchar', length: '80' },
          { name: 'vat_rate', type: 'decimal', precision: 5, scale: 2, default: '0' },
          { name: 'ships_kits', type: 'bit', default: '1' },
        ],
      }),
    );
    await queryRunner.query(`
      INSERT INTO [dbo].[countries] ([code], [name], [vat_rate], [ships_kits])
      VALUES
        ('US', N'United States', 0, 1),
        ('GB', N'United Kingdom', 20.00, 1),
        ('DE', N'Deutschland', 19.00, 1),
        ('FR', N'France', 20.00, 1),
        ('CI', N'Côte d''Ivoire', 18.00, 0)
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('countries');
  }
}
