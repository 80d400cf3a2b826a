/** What a connection's answers are told to. */
interface Heard {
  /** An answer has ended. `stays` unless the connection ends with it. */
  answered(status: number, release: string | undefined, stays: boolean): void;
  /** What came is no HTTP. */
  broken(): void;
}

const headEnd = Buffer.from("\r\n\r\n");

/** Where a body in chunks that begins at `from` ends; undefined if it has not ended yet. Throws if it is none. */
const endOfChunks = (bytes: Buffer, from: number): number | undefined => {
  for (let at = from; ; ) {
    const lineEnd = bytes.indexOf("\r\n", at);
    if (lineEnd === -1) return undefined;
    const size = Number.parseInt(bytes.toString("latin1", at, lineEnd), 16);
    if (Number.isNaN(size)) throw new Error("no chunk");
    at = lineEnd + 2 + size + 2;
    if (at > bytes.length) return undefined;
    if (size === 0) return at;
  }
};

/** Where the body ends that a head announces; undefined if it has not ended yet. */
const endOfBody = (bytes: Buffer, from: number, head: string): number | undefined => {
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length === undefined) return endOfChunks(bytes, from);
  const end = from + Number(length);
  return end <= bytes.length ? end : undefined;
};

/** Takes the bytes of a connection as they come and tells of each answer once it is whole. Answers are small and have a length or chunks. */
export const answerParser = ({ answered, broken }: Heard): ((chunk: Buffer) => void) => {
  let held: Buffer | undefined;
  return (chunk) => {
    const bytes = held === undefined ? chunk : Buffer.concat([held, chunk]);
    held = undefined;
    try {
      const headEnds = bytes.indexOf(headEnd);
      const head = headEnds === -1 ? "" : bytes.toString("latin1", 0, headEnds);
      const end = headEnds === -1 ? undefined : endOfBody(bytes, headEnds + 4, head);
      if (end === undefined) {
        held = bytes;
        return;
      }
      if (end !== bytes.length || !head.startsWith("HTTP/1.1 ")) return broken();
      const release = /\r\nx-release: *([^\r\n]*)/i.exec(head)?.[1];
      answered(Number(head.slice(9, 12)), release, !/\r\nconnection: *close/i.test(head));
    } catch {
      broken();
    }
  };
};
