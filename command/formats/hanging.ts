/** Lines that are too long for where they are read. */

/** Pieces in lines of `width` at most, those after the first of `widthBelow`, unless a piece is longer. */
export const wrapped = (pieces: readonly string[], width: number, widthBelow = width): readonly string[] => {
  const lines = [""];
  for (const piece of pieces) {
    const last = lines.length - 1;
    const line = `${lines[last]}${piece}`;
    if (line.trimEnd().length <= (last === 0 ? width : widthBelow) || lines[last] === "") lines[last] = line;
    else lines.push(piece);
  }
  return lines.map((line) => line.trimEnd());
};

/** Where a sentence may be broken: after a space or a comma. A path stays whole, so that it can be copied. */
const pieces = (line: string): readonly string[] => line.match(/[^ ,]*[ ,]+|[^ ,]+/g) ?? [""];

const indent = "    ";

/** A line of `room` at most, what does not fit in indented lines below it. */
export const hanging = (line: string, room: number): readonly string[] =>
  wrapped(pieces(line), room, room - indent.length).map((part, index) => (index === 0 ? part : `${indent}${part}`));
