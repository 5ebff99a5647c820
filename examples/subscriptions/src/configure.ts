// What main.ts does to the application before it listens, in one place that tests use as well.
import { ValidationPipe, type INestApplication, type NestApplicationOptions } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { DatabaseErrorFilter } from './common/database-error.filter.js';
import { SignatureGuard } from './common/signature.guard.js';

/** What NestFactory.create is given: webhooks are checked against the bytes that were sent. */
export const applicationOptions = { rawBody: true } satisfies NestApplicationOptions;

/** Prefix, pipes, guards and filters. */
export function configure(app: INestApplication): void {
  app.setGlobalPrefix('api', { exclude: ['health'] });
  app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true, errorHttpStatusCode: 422 }));
  app.useGlobalGuards(new SignatureGuard(app.get(Reflector)));
  app.useGlobalFilters(new DatabaseErrorFilter());
}
