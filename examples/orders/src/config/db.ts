// The one place that turns the environment into TypeORM options. Knows nothing of Nest.
import { join } from 'node:path';
import type { DataSourceOptions } from 'typeorm';
import { SnakeNamingStrategy } from './snake-naming.strategy';

const sourceRoot = join(__dirname, '..');

/** Reads DATABASE_HOST, _PORT, _USER, _PASSWORD and _NAME when asked, not when imported. */
export const dbconfig = {
  getTypeOrmConfig(): DataSourceOptions & { type: 'mssql' } {
    return {
      type: 'mssql',
      host: process.env.DATABASE_HOST ?? 'localhost',
      port: Number(process.env.DATABASE_PORT ?? 1433),
      username: process.env.DATABASE_USER ?? 'sa',
      password: process.env.DATABASE_PASSWORD ?? '',
      database: process.env.DATABASE_NAME ?? 'orders',
      entities: [join(sourceRoot, '**/*.entity.{ts,js}')],
      migrations: [join(sourceRoot, 'migrations/*.{ts,js}')],
      namingStrategy: new SnakeNamingStrategy(),
      synchronize: false,
      logging: process.env.DATABASE_LOGGING === 'true' ? ['query', 'error'] : false,
      options: { encrypt: true, trustServerCertificate: true },
      pool: { max: 10 },
    };
  },
};
