/** Numbers in a line, first in, first out. Of an array as long, each that is taken from its front would have all the others moved. */
export const waitingLine = () => {
  let all: number[] = [];
  let gone = 0;
  const take = (): number | undefined => {
    const first = all[gone];
    if (first === undefined) return undefined;
    gone += 1;
    if (gone > 1_000 && gone * 2 > all.length) {
      all = all.slice(gone);
      gone = 0;
    }
    return first;
  };
  return {
    add: (one: number) => void all.push(one),
    take,
    length: () => all.length - gone,
    /** Takes those from the front that `leaves` is true of. */
    takeWhile(leaves: (one: number) => boolean): readonly number[] {
      const taken: number[] = [];
      for (let next = all[gone]; next !== undefined && leaves(next); next = all[gone]) {
        taken.push(next);
        take();
      }
      return taken;
    },
  };
};
