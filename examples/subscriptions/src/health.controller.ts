// /health: whether the database answers.
import { Controller, Get } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Public } from './common/signature.guard.js';

@Controller('health')
export class HealthController {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  @Get()
  @Public()
  async check(): Promise<{ database: string }> {
    const [row] = await this.dataSource.query<{ name: string }[]>('SELECT DB_NAME() AS name');
    return { database: row?.name ?? '' };
  }
}
