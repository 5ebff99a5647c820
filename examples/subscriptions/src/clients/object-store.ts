// One bucket of S3: streams in, streams out, and addresses that let a browser do both. Knows nothing of what is stored.
import type { Readable } from 'node:stream';
import { DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, ListObjectsV2Command, NoSuchKey, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { Inject, Injectable, NotFoundException } from '@nestjs/common';
import { S3_CLIENT } from './tokens.js';

const MINUTES_15 = 900;

@Injectable()
export class ObjectStore {
  readonly bucket = process.env.BUCKET_NAME ?? 'subscriptions-documents';

  constructor(@Inject(S3_CLIENT) private readonly s3: S3Client) {}

  async put(key: string, body: Readable | string, contentType: string): Promise<void> {
    await this.s3.send(new PutObjectCommand({ Bucket: this.bucket, Key: key, Body: body, ContentType: contentType }));
  }

  /** The stored bytes as a stream. */
  async open(key: string): Promise<Readable> {
    try {
      const { Body } = await this.s3.send(new GetObjectCommand({ Bucket: this.bucket, Key: key }));
      return Body as Readable;
    } catch (error) {
      if (error instanceof NoSuchKey) throw new NotFoundException(`There is no document ${key}.`);
      throw error;
    }
  }

  async sizeOf(key: string): Promise<number> {
    const { ContentLength } = await this.s3.send(new HeadObjectCommand({ Bucket: this.bucket, Key: key }));
    return ContentLength ?? 0;
  }

  async remove(key: string): Promise<void> {
    await this.s3.send(new DeleteObjectCommand({ Bucket: this.bucket, Key: key }));
  }

  /** All keys below a prefix, whatever the size of S3's pages. */
  async keysBelow(prefix: string): Promise<string[]> {
    const keys: string[] = [];
    for (let token: string | undefined; ; ) {
      const page = await this.s3.send(new ListObjectsV2Command({ Bucket: this.bucket, Prefix: prefix, MaxKeys: 2, ContinuationToken: token }));
      keys.push(...(page.Contents ?? []).flatMap(({ Key }) => Key ?? []));
      token = page.NextContinuationToken;
      if (token === undefined) return keys;
    }
  }

  downloadUrl(key: string): Promise<string> {
    return getSignedUrl(this.s3, new GetObjectCommand({ Bucket: this.bucket, Key: key }), { expiresIn: MINUTES_15 });
  }

  uploadUrl(key: string, contentType: string): Promise<string> {
    return getSignedUrl(this.s3, new PutObjectCommand({ Bucket: this.bucket, Key: key, ContentType: contentType }), { expiresIn: MINUTES_15 });
  }
}
