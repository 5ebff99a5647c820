// Starts the HTTP server.
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';
import { applicationOptions, configure } from './configure.js';

const app = await NestFactory.create(AppModule, applicationOptions);
configure(app);
app.enableShutdownHooks();
await app.listen(Number(process.env.PORT ?? 3000));
