// Tables of names that are looked up by what somebody else has written. Knows no names.

/** A table's entry of that name; undefined for what every object inherits, such as `constructor`. */
export const ownEntry = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined => (Object.hasOwn(table, name) ? table[name] : undefined);
