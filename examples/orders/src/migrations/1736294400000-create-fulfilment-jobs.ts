// The packing stations' work list, as `migration:generate` writes it.
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateFulfilmentJobs1736294400000 implements MigrationInterface {
  name = 'CreateFulfilmentJobs1736294400000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE TABLE "fulfilment_jobs" ("id" bigint NOT NULL IDENTITY(1,1), "order_id" int NOT NULL, "status" varchar(20) NOT NULL CONSTRAINT "DF_fulfilment_jobs_status" DEFAULT 'queued', "claimed_by" varchar(60), "claimed_at" datetime2, CONSTRAINT "CK_fulfilment_jobs_status" CHECK ("status" IN ('queued', 'claimed', 'done')), CONSTRAINT "PK_fulfilment_jobs" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(
      `CREATE INDEX "IX_fulfilment_jobs_queued" ON "fulfilment_jobs" ("id") WHERE "status" = 'queued'`,
    );
    await queryRunner.query(
      `ALTER TABLE "fulfilment_jobs" ADD CONSTRAINT "FK_fulfilment_jobs_orders" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "fulfilment_jobs" DROP CONSTRAINT "FK_fulfilment_jobs_orders"`);
    await queryRunner.query(`DROP INDEX "IX_fulfilment_jobs_queued" ON "fulfilment_jobs"`);
    await queryRunner.query(`DROP TABLE "fulfilment_jobs"`);
  }
}
