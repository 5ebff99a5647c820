// Express orders: a column with a default, a backfill and an index over what is still open.
import { TableColumn, TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm';

export class AddOrderPriority1736380800000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.addColumn(
      'orders',
      new TableColumn({ name: 'priority', type: 'tinyint', default: '0' }),
    );
    await queryRunner.query(`
      UPDATE o
      SET o.priority = 1
      FROM dbo.orders AS o
      WHERE o.discount_code LIKE 'EXPRESS%'
    `);
    await queryRunner.createIndex(
      'orders',
      new TableIndex({ name: 'IX_orders_open_priority', columnNames: ['priority'], where: `"status" = 'placed'` }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('orders', 'IX_orders_open_priority');
    await queryRunner.dropColumn('orders', 'priority');
  }
}
