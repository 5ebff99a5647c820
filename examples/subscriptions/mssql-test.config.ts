// What the preset cannot know by itself: what main.ts does to the application, and how a user signs in.
import { defineConfig } from 'jest-nest-mssql';
import { AppModule } from './src/app.module.js';
import { signedHeader, type Caller } from './src/common/signed-header.js';
import { applicationOptions, configure } from './src/configure.js';

export default defineConfig({
  app: {
    module: AppModule,
    nestOptions: applicationOptions,
    configure,
    signIn: (_app, caller: Caller) => ({ authorization: signedHeader(caller) }),
  },
});
