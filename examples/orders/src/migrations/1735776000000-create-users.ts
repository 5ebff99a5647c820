// Users and their sessions; an address may be used again once its owner is deleted.
import { Table, TableForeignKey, TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm';

export class CreateUsers1735776000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'users',
        columns: [
          {
            name: 'id',
            type: 'uniqueidentifier',
            isPrimary: true,
            primaryKeyConstraintName: 'PK_users',
            isGenerated: true,
            generationStrategy: 'uuid',
            default: 'NEWSEQUENTIALID()',
          },
          { name: 'email', type: 'nvarchar', length: '254' },
          { name: 'name', type: 'nvarchar', length: '120' },
          { name: 'role', type: 'varchar', length: '20', default: `'customer'` },
          { name: 'password_hash', type: 'varchar', length: '200' },
          { name: 'country_code', type: 'char', length: '2', default: `'US'` },
          { name: 'created_at', type: 'datetime2', default: 'getdate()' },
          { name: 'deleted_at', type: 'datetime2', isNullable: true },
        ],
        checks: [{ name: 'CK_users_role', expression: `"role" IN ('customer', 'practitioner', 'admin')` }],
        foreignKeys: [
          {
            name: 'FK_users_countries',
            columnNames: ['country_code'],
            referencedTableName: 'countries',
            referencedColumnNames: ['code'],
          },
        ],
      }),
    );
    await queryRunner.createIndex(
      'users',
      new TableIndex({
        name: 'UX_users_email_active',
        columnNames: ['email'],
        isUnique: true,
        where: '"deleted_at" IS NULL',
      }),
    );
    await this.createSessions(queryRunner);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('user_sessions');
    await queryRunner.dropTable('users');
  }

  private async createSessions(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'user_sessions',
        columns: [
          {
            name: 'id',
            type: 'int',
            isPrimary: true,
            primaryKeyConstraintName: 'PK_user_sessions',
            isGenerated: true,
            generationStrategy: 'increment',
          },
          { name: 'token_hash', type: 'char', length: '64' },
          { name: 'user_id', type: 'uniqueidentifier' },
          { name: 'expires_at', type: 'datetime2' },
          { name: 'created_at', type: 'datetime2', default: 'getdate()' },
        ],
        indices: [{ name: 'UX_user_sessions_token_hash', columnNames: ['token_hash'], isUnique: true }],
      }),
    );
    await queryRunner.createForeignKey(
      'user_sessions',
      new TableForeignKey({
        name: 'FK_user_sessions_users',
        columnNames: ['user_id'],
        referencedTableName: 'users',
        referencedColumnNames: ['id'],
        onDelete: 'CASCADE',
      }),
    );
  }
}
