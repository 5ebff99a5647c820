// What the database refuses, as answers of the API: 404, 409, 422 or 503.
import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Response } from 'express';
import { QueryFailedError } from 'typeorm';
import { sqlErrorNumber } from './sql-error.js';

const STATUS: Readonly<Record<number, number>> = { 2601: 409, 2627: 409, 547: 422, 1205: 503, 50404: 404, 50409: 409 };

@Catch(QueryFailedError)
export class DatabaseErrorFilter implements ExceptionFilter<QueryFailedError> {
  catch(error: QueryFailedError, host: ArgumentsHost): unknown {
    const number = sqlErrorNumber(error);
    const status = STATUS[number ?? 0] ?? 500;
    const message = status === 500 ? 'Internal server error' : error.message.replace(/^Error: /, '');
    if (host.getType<string>() === 'graphql') return new HttpException(message, status);
    return host.switchToHttp().getResponse<Response>().status(status).json({ statusCode: status, message, number });
  }
}
