// Invoice documents, by the query runner's own methods.
import { Table, TableForeignKey, TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm';

export class CreateDocuments1740604800000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'billing.documents',
        columns: [
          { name: 'id', type: 'int', isPrimary: true, isGenerated: true, generationStrategy: 'increment', primaryKeyConstraintName: 'PK_documents' },
          { name: 'invoice_id', type: 'int' },
          { name: 'object_key', type: 'varchar', length: '200' },
          { name: 'size_bytes', type: 'int' },
          { name: 'sha256', type: 'binary', length: '32' },
          { name: 'created_at', type: 'datetime2', precision: 3, default: 'SYSUTCDATETIME()' },
        ],
      }),
    );
    await queryRunner.createForeignKey(
      'billing.documents',
      new TableForeignKey({ name: 'FK_documents_invoices', columnNames: ['invoice_id'], referencedTableName: 'billing.invoices', referencedColumnNames: ['id'], onDelete: 'CASCADE' }),
    );
    await queryRunner.createIndex('billing.documents', new TableIndex({ name: 'UX_documents_object_key', columnNames: ['object_key'], isUnique: true }));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('billing.documents');
  }
}
