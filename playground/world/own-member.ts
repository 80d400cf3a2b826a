/** What a table has under a name that a caller gives: nothing for `constructor` and the like, which every object inherits. */
export const ownMember = <Value>(table: Readonly<Record<string, Value>>, name: string): Value | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;
