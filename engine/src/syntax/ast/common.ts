// What every part of the tree shares: positions, names, type names. Plain readonly data.

/** Where a node starts: `line` counts from 1 within the batch, `offset` is a character index into its text. */
export interface Position { readonly line: number; readonly offset: number }

/** A name of one to four parts as written, without quotes: [server.][database.][schema.]name. An empty part ("db..t") is ''. */
export interface ObjectName { readonly parts: readonly string[]; readonly at: Position }

/** A data type as written: `int`, `nvarchar(max)`, `dbo.MyType`. `args` in order; 'max' for MAX. */
export interface DataTypeName {
  readonly name: ObjectName;
  readonly args: readonly (number | 'max')[];
  /** The collection of xml(collection). */
  readonly xmlSchema?: { readonly name: ObjectName; readonly isDocument: boolean };
  readonly at: Position;
}

/** An identifier with where it stands. */
export interface Identifier { readonly name: string; readonly at: Position }
