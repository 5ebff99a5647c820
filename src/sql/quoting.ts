// Names and texts inside of T-SQL. Values travel as parameters wherever SQL Server takes one; these two are for where it does not.

/** A name as a delimited identifier. */
export function quoteName(name: string): string {
  return `[${name.replace(/]/g, ']]')}]`;
}

/** A text as a Unicode literal. */
export function quoteText(text: string): string {
  return `N'${text.replace(/'/g, "''")}'`;
}

/** A two-part name, delimited. */
export function quoteTwoPartName(schema: string, name: string): string {
  return `${quoteName(schema)}.${quoteName(name)}`;
}
