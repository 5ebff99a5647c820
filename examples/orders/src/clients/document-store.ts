// Files of the application: one bucket, text bodies. Knows S3, and nothing of what is stored.
import { Inject, Injectable } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { S3_CLIENT } from './clients.tokens';

/** Stores documents under a key. */
@Injectable()
export class DocumentStore {
  constructor(
    @Inject(S3_CLIENT) private readonly s3: S3Client,
    private readonly config: ConfigService,
  ) {}

  async put(key: string, body: string, contentType: string): Promise<void> {
    const bucket = this.config.get<string>('BUCKET_NAME', 'orders-documents');
    await this.s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: contentType }));
  }
}
