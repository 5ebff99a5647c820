// The public API of mssql-memory-server: start a server, and the constants a client of it may want. Nothing else is exported.
export { startServer, type Edition, type LoggedStatement, type MemoryServer, type ServerOptions, type Version } from './server';
