// The small tables on which random transactions meet: rows of id, v (unique to its write) and g, kept and indexed in all ways.
// Knows no transactions.
import type { Random } from '../logic/random';

/** A table: how it is made, and what statements may do with it. */
export interface Table {
  readonly name: string; readonly make: string; readonly indexes: readonly string[];
  /** Ids are unique: rows may be deleted and put in again. */
  readonly isKeyed: boolean;
  /** Has a column u that is unique where it is not null. */
  readonly hasUnique: boolean;
  /** OUTPUT needs a table to go to. */
  readonly hasTrigger: boolean;
  /** g names a row of another table. */
  readonly parent?: string;
}

const COLUMNS = 'id int NOT NULL, v int NOT NULL, g int NOT NULL, u int NULL, pad varchar(30) NOT NULL DEFAULT \'x\'';

interface Shape { readonly columns: string; readonly indexes: readonly string[]; readonly isKeyed: boolean }

const SHAPES: readonly Shape[] = [
  { columns: `${COLUMNS}, CONSTRAINT pk_# PRIMARY KEY CLUSTERED (id)`, indexes: ['CREATE INDEX ix_g ON # (g)'], isKeyed: true },
  { columns: `${COLUMNS}, CONSTRAINT pk_# PRIMARY KEY NONCLUSTERED (id)`, indexes: ['CREATE INDEX ix_g ON # (g)'], isKeyed: true },
  { columns: `${COLUMNS}, CONSTRAINT pk_# PRIMARY KEY NONCLUSTERED (id)`, indexes: ['CREATE CLUSTERED INDEX ix_g ON # (g)'], isKeyed: true },
  { columns: `${COLUMNS}, CONSTRAINT pk_# PRIMARY KEY CLUSTERED (id DESC)`, indexes: ['CREATE INDEX ix_g ON # (g DESC) INCLUDE (v)', 'CREATE UNIQUE INDEX ix_v ON # (v)'], isKeyed: true },
  { columns: `${COLUMNS}, w AS v % 5 PERSISTED, CONSTRAINT pk_# PRIMARY KEY CLUSTERED (id)`, indexes: ['CREATE INDEX ix_w ON # (w, g)', 'CREATE INDEX ix_low ON # (g) WHERE g < 2'], isKeyed: true },
  { columns: COLUMNS, indexes: [], isKeyed: false },
  { columns: COLUMNS, indexes: ['CREATE INDEX ix_g ON # (g, id)'], isKeyed: false },
  { columns: `n int IDENTITY PRIMARY KEY, rv rowversion, ${COLUMNS}, CONSTRAINT uq_# UNIQUE (id)`, indexes: ['CREATE INDEX ix_g ON # (g, v)'], isKeyed: true },
];

const AUDIT = `CREATE TRIGGER tr_# ON # AFTER INSERT, UPDATE, DELETE AS BEGIN SET NOCOUNT ON;
INSERT audit (source, v) SELECT '#', v FROM inserted; INSERT audit (source, v) SELECT '#', -v FROM deleted END`;

/** The table that triggers write to: +v for what came, -v for what went. */
export const AUDIT_TABLE = 'CREATE TABLE audit (n int IDENTITY PRIMARY KEY, source sysname NOT NULL, v int NOT NULL)';

/** Draws a table. */
export function drawTable(random: Random, name: string, parent?: Table): Table {
  const shape = random.pick(SHAPES);
  const hasUnique = random.chance(40);
  const hasTrigger = random.chance(25);
  const link = parent?.isKeyed && random.chance(70) ? parent.name : undefined;
  const make = [`CREATE TABLE # (${shape.columns}${link ? `, CONSTRAINT fk_# FOREIGN KEY (g) REFERENCES ${link} (id)` : ''})`, ...shape.indexes];
  if (hasUnique) make.push('CREATE UNIQUE INDEX ix_u ON # (u) WHERE u IS NOT NULL');
  const texts = hasTrigger ? [...make, `EXEC('${AUDIT.replace(/'/g, "''")}')`] : make;
  const indexes = [...shape.columns.matchAll(/CONSTRAINT (\w+)_#/g)].map((found) => `${found[1] ?? ''}_${name}`);
  return {
    name, make: texts.join(';\n').replace(/#/g, name), isKeyed: shape.isKeyed, hasUnique, hasTrigger, ...(link ? { parent: link } : {}),
    indexes: [...indexes, ...shape.indexes.flatMap((text) => /INDEX (\w+)/.exec(text)?.[1] ?? []), ...(hasUnique ? ['ix_u'] : [])],
  };
}

/** The condition of a filtered index; none of a whole one. */
export const filterOf = (index: string): string | undefined => (index === 'ix_u' ? 'u IS NOT NULL' : index === 'ix_low' ? 'g < 2' : undefined);
