// A file that belongs to an invoice; its bytes are in S3.
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

@Entity({ schema: 'billing', name: 'documents' })
export class Document {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ name: 'invoice_id', type: 'int' })
  invoiceId: number;

  @Column({ name: 'object_key', type: 'varchar', length: 200 })
  objectKey: string;

  @Column({ name: 'size_bytes', type: 'int' })
  sizeBytes: number;

  @Column({ type: 'binary', length: 32 })
  sha256: Buffer;
}
