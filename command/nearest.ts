/** How many letters are to be changed, added, left out or swapped with the next to make one word of another. */
const distance = (from: string, to: string): number => {
  const rows: number[][] = [Array.from({ length: to.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= from.length; row++) {
    const line = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      line[column] = Math.min(
        (rows[row - 1]?.[column] ?? 0) + 1,
        (line[column - 1] ?? 0) + 1,
        (rows[row - 1]?.[column - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (rows[row - 2]?.[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    rows.push(line);
  }
  return rows[from.length]?.[to.length] ?? 0;
};

/** The name that is most likely meant by a word; undefined if none is near: a third of its letters may be wrong. */
export const nearest = (word: string, names: readonly string[]): string | undefined => {
  const [best] = names
    .map((name) => ({ name, off: distance(word.toLowerCase(), name.toLowerCase()) }))
    .toSorted((a, b) => a.off - b.off);
  return best !== undefined && best.off <= Math.max(1, Math.floor(word.length / 3)) ? best.name : undefined;
};

/** Which names there are, for whoever typed another one: the nearest, or else all of them. */
export const whichThereAre = (word: string, names: readonly string[]): string => {
  const near = nearest(word, names);
  if (near !== undefined) return `Did you mean '${near}'?`;
  return names.length === 0 ? "None is registered yet. Next: sarcelle init" : `There is ${names.join(", ")}.`;
};
