// What a DDL statement tells the session when it has ended. The codes are those of DONE tokens.

/** `command` is the CurCmd of the DONE token. */
export interface DdlResult { readonly command: number }

/** The codes that clients know; other statements have none. */
export const DdlCommand = {
  none: 0, createTable: 0xc6, dropTable: 0xc7, alterTable: 0xd8, createIndex: 0xc8, dropIndex: 0xc9, createView: 0xcf, dropView: 0xd0,
  createProcedure: 0xde, dropProcedure: 0xdf, createTrigger: 0xdd, dropTrigger: 0xe1,
} as const;
