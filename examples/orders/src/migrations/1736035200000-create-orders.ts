// Orders take their number from a sequence; the total of a line is a persisted computed column.
import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';

export class CreateOrders1736035200000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`CREATE SEQUENCE [dbo].[order_number_seq] AS INT START WITH 1000 INCREMENT BY 1`);
    await this.createOrders(queryRunner);
    await this.createOrderLines(queryRunner);
    await queryRunner.query(`
      IF COL_LENGTH('dbo.kits', 'order_line_id') IS NULL
      BEGIN
        ALTER TABLE [dbo].[kits] ADD [order_line_id] INT NULL
          CONSTRAINT [FK_kits_order_lines] FOREIGN KEY REFERENCES [dbo].[order_lines] ([id]) ON DELETE SET NULL;
      END
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE [dbo].[kits] DROP CONSTRAINT [FK_kits_order_lines]`);
    await queryRunner.query(`ALTER TABLE [dbo].[kits] DROP COLUMN [order_line_id]`);
    await queryRunner.dropTable('order_lines');
    await queryRunner.dropTable('orders');
    await queryRunner.query(`DROP SEQUENCE [dbo].[order_number_seq]`);
  }

  private async createOrders(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'orders',
        columns: [
          {
            name: 'id',
            type: 'int',
            isPrimary: true,
            primaryKeyConstraintName: 'PK_orders',
            isGenerated: true,
            generationStrategy: 'increment',
          },
          { name: 'number', type: 'int', default: 'NEXT VALUE FOR [dbo].[order_number_seq]' },
          { name: 'customer_id', type: 'uniqueidentifier' },
          { name: 'practitioner_id', type: 'int', isNullable: true },
          { name: 'status', type: 'varchar', length: '20', default: `'placed'` },
          { name: 'currency', type: 'char', length: '3', default: `'USD'` },
          { name: 'discount_code', type: 'varchar', length: '24', isNullable: true },
          { name: 'note', type: 'nvarchar', length: 'MAX', isNullable: true },
          { name: 'created_at', type: 'datetime2', default: 'getdate()' },
          { name: 'updated_at', type: 'datetime2', default: 'getdate()' },
          { name: 'version', type: 'int' },
        ],
        uniques: [{ name: 'UQ_orders_number', columnNames: ['number'] }],
        checks: [
          {
            name: 'CK_orders_status',
            expression: `"status" IN ('placed', 'paying', 'paid', 'shipped', 'cancelled')`,
          },
        ],
        indices: [{ name: 'IX_orders_customer_id', columnNames: ['customer_id', 'created_at'] }],
        foreignKeys: [
          {
            name: 'FK_orders_users',
            columnNames: ['customer_id'],
            referencedTableName: 'users',
            referencedColumnNames: ['id'],
          },
          {
            name: 'FK_orders_practitioners',
            columnNames: ['practitioner_id'],
            referencedTableName: 'practitioners',
            referencedColumnNames: ['id'],
          },
        ],
      }),
      true,
    );
  }

  private async createOrderLines(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'order_lines',
        columns: [
          {
            name: 'id',
            type: 'int',
            isPrimary: true,
            primaryKeyConstraintName: 'PK_order_lines',
            isGenerated: true,
            generationStrategy: 'increment',
          },
          { name: 'order_id', type: 'int' },
          { name: 'kit_type_id', type: 'int' },
          { name: 'quantity', type: 'int' },
          { name: 'unit_price', type: 'decimal', precision: 10, scale: 2 },
          {
            name: 'line_total',
            type: 'decimal',
            precision: 21,
            scale: 2,
            isNullable: true,
            generatedType: 'STORED',
            asExpression: 'quantity * unit_price',
          },
        ],
        uniques: [{ name: 'UQ_order_lines_order_kit_type', columnNames: ['order_id', 'kit_type_id'] }],
        checks: [{ name: 'CK_order_lines_quantity', expression: '"quantity" > 0' }],
        foreignKeys: [
          {
            name: 'FK_order_lines_orders',
            columnNames: ['order_id'],
            referencedTableName: 'orders',
            referencedColumnNames: ['id'],
            onDelete: 'CASCADE',
          },
          {
            name: 'FK_order_lines_kit_types',
            columnNames: ['kit_type_id'],
            referencedTableName: 'kit_types',
            referencedColumnNames: ['id'],
          },
        ],
      }),
      true,
    );
  }
}
