// A report that was produced, and where its file lies.
import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** One run of one report. */
@Entity({ name: 'report_runs', schema: 'reporting' })
export class ReportRun {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'PK_report_runs' })
  id!: string;

  @Column({ type: 'varchar', length: 60 })
  report!: string;

  @Column({ type: 'int' })
  rowCount!: number;

  @Column({ type: 'varchar', length: 200 })
  fileKey!: string;

  @CreateDateColumn()
  createdAt!: Date;
}
