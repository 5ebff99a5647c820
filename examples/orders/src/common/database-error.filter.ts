// What a client is told when SQL Server refuses: by error number, never by text.
import { Catch, HttpException, HttpStatus, type ArgumentsHost } from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';
import { QueryFailedError } from 'typeorm';
import { sqlErrorNumber } from './sql-error';

const ANSWERS = new Map<number, { status: HttpStatus; message: string }>([
  [2601, { status: HttpStatus.CONFLICT, message: 'It exists already' }],
  [2627, { status: HttpStatus.CONFLICT, message: 'It exists already' }],
  [547, { status: HttpStatus.UNPROCESSABLE_ENTITY, message: 'It refers to something that does not fit' }],
  [1205, { status: HttpStatus.SERVICE_UNAVAILABLE, message: 'Please try again' }],
  [1222, { status: HttpStatus.SERVICE_UNAVAILABLE, message: 'Please try again' }],
]);

/** Anything that is not in the table stays an internal error. */
@Catch(QueryFailedError)
export class DatabaseErrorFilter extends BaseExceptionFilter {
  override catch(error: QueryFailedError, host: ArgumentsHost): void {
    const answer = ANSWERS.get(sqlErrorNumber(error) ?? 0);
    super.catch(answer ? new HttpException(answer.message, answer.status) : error, host);
  }
}
