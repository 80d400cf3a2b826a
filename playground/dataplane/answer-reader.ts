import type { RawHeaders } from "./headers.ts";

/** An answer's head as it came. */
export interface AnswerHead {
  readonly status: number;
  readonly message: string;
  readonly headers: RawHeaders;
}

/** What becomes of an answer as its bytes come. */
export interface AnswerListener {
  head(head: AnswerHead): void;
  data(chunk: Buffer): void;
  /** It is whole. `stays` if the connection may carry another request. */
  end(stays: boolean): void;
}

/** An answer that is no HTTP/1.1 (RFC 9112). AWS: "The target response is malformed or contains HTTP headers that are not valid", a 502. */
export class MalformedAnswer extends Error {}

/** AWS's quota for the headers of a response. */
const longestHead = 32_768;

const blankLine = Buffer.from("\r\n\r\n");
const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** How a body's end is known (RFC 9112, 6.3). */
type Framing =
  | { readonly kind: "none" | "chunks" | "until-close" }
  | { readonly kind: "length"; readonly length: number };

interface ReadHead extends AnswerHead {
  readonly framing: Framing;
  readonly stays: boolean;
}

const parseHead = (text: string, method: string): ReadHead => {
  const lines = text.split("\r\n");
  const [, version, code = "", message = ""] = /^HTTP\/1\.([01]) (\d{3})(?: (.*))?$/.exec(lines[0] ?? "") ?? [];
  if (version === undefined) throw new MalformedAnswer("no status line");
  const status = Number(code);
  const headers: string[] = [];
  let [length, chunked, coded, connection]: [number | undefined, boolean, boolean, string] = [
    undefined,
    false,
    false,
    "",
  ];
  for (let index = 1; index < lines.length; index += 1) {
    const line = lines[index] ?? "";
    const colon = line.indexOf(":");
    const name = line.slice(0, colon);
    if (colon < 1 || !token.test(name)) throw new MalformedAnswer("no header");
    const value = line.slice(colon + 1).trim();
    headers.push(name, value);
    switch (name.toLowerCase()) {
      case "content-length":
        if (!/^\d+$/.test(value) || (length !== undefined && length !== Number(value)))
          throw new MalformedAnswer("no length");
        length = Number(value);
        break;
      case "transfer-encoding":
        coded = true;
        chunked = /(^|,)\s*chunked$/i.test(value);
        break;
      case "connection":
        connection = `${connection},${value.toLowerCase()}`;
        break;
    }
  }
  const options = connection === "" ? [] : connection.split(",").map((option) => option.trim());
  const persistent = version === "1" ? !options.includes("close") : options.includes("keep-alive");
  const framing = ((): Framing => {
    if (method === "HEAD" || status < 200 || status === 204 || status === 304) return { kind: "none" };
    if (chunked) return { kind: "chunks" };
    if (coded || length === undefined) return { kind: "until-close" };
    return length === 0 ? { kind: "none" } : { kind: "length", length };
  })();
  return { status, message, headers, framing, stays: persistent && framing.kind !== "until-close" };
};

/** A line of at most so many bytes that is whole, or undefined. */
const lineIn = (bytes: Buffer, most: number): string | undefined => {
  const end = bytes.indexOf("\r\n");
  if (end > most || (end === -1 && bytes.length > most)) throw new MalformedAnswer("a line too long");
  return end === -1 ? undefined : bytes.toString("latin1", 0, end);
};

/** An answer as far as it was read. */
interface Reading {
  readonly method: string;
  readonly listener: AnswerListener;
  /** What came and was not used yet. */
  held: Buffer;
  head: ReadHead | undefined;
  /** Bytes that are left of the body, or of a chunk. */
  left: number;
  /** What comes next where nothing is left: the size of a chunk, or a trailer. */
  next: "size" | "trailer";
  over: boolean;
}

const nothing = Buffer.alloc(0);

const end = (reading: Reading): void => {
  reading.over = true;
  reading.listener.end(reading.head?.stays === true && reading.held.length === 0);
};

const readHead = (reading: Reading): boolean => {
  const { held } = reading;
  const ends = held.indexOf(blankLine);
  if (ends > longestHead || (ends === -1 && held.length > longestHead)) throw new MalformedAnswer("a head too long");
  if (ends === -1) return false;
  const head = parseHead(held.toString("latin1", 0, ends), reading.method);
  reading.held = held.subarray(ends + 4);
  if (head.status === 101) throw new MalformedAnswer("another protocol that nobody asked for");
  // Interim answers (RFC 9110, 15.2) precede the one that counts.
  if (head.status < 200) return reading.held.length > 0;
  reading.head = head;
  reading.listener.head(head);
  if (head.framing.kind === "none") end(reading);
  else if (head.framing.kind === "length") reading.left = head.framing.length;
  else if (head.framing.kind === "until-close") reading.left = Number.POSITIVE_INFINITY;
  return reading.held.length > 0;
};

/** Tells of what came of the body, so many bytes at most. */
const takeData = (reading: Reading, bytes: number): void => {
  const { held } = reading;
  const part = held.length <= bytes ? held : held.subarray(0, bytes);
  reading.held = held.subarray(part.length);
  reading.left -= part.length;
  reading.listener.data(part);
};

/** The size of the next chunk, or, after the last one, a trailer, which goes no further. */
const readBetweenChunks = (reading: Reading): boolean => {
  const line = lineIn(reading.held, longestHead);
  if (line === undefined) return false;
  reading.held = reading.held.subarray(line.length + 2);
  if (reading.next === "trailer") {
    if (line === "") end(reading);
    return reading.held.length > 0;
  }
  const [, size] = /^([0-9a-f]{1,13})[ \t]*(?:;.*)?$/i.exec(line) ?? [];
  if (size === undefined) throw new MalformedAnswer("no chunk");
  const bytes = Number.parseInt(size, 16);
  if (bytes === 0) reading.next = "trailer";
  // The line break after a chunk is counted with it.
  else reading.left = bytes + 2;
  return reading.held.length > 0;
};

const readChunk = (reading: Reading): boolean => {
  if (reading.left > 2) takeData(reading, reading.left - 2);
  if (reading.left > 2 || reading.held.length < 2) return false;
  if (reading.held[0] !== 13 || reading.held[1] !== 10) throw new MalformedAnswer("a chunk without its end");
  reading.held = reading.held.subarray(2);
  reading.left = 0;
  return reading.held.length > 0;
};

/** Whether more can be read of what came. */
const readSome = (reading: Reading): boolean => {
  if (reading.head === undefined) return readHead(reading);
  if (reading.head.framing.kind === "chunks")
    return reading.left === 0 ? readBetweenChunks(reading) : readChunk(reading);
  takeData(reading, reading.left);
  if (reading.left === 0) end(reading);
  return reading.held.length > 0;
};

/**
 * Reads one answer to a request of that method out of the bytes of a connection. `read` throws MalformedAnswer for what is none, and for
 * bytes beyond its end, which nobody asked for.
 */
export const answerReader = (method: string, listener: AnswerListener) => {
  const reading: Reading = { method, listener, held: nothing, head: undefined, left: 0, next: "size", over: false };
  return {
    read(chunk: Buffer): void {
      reading.held = reading.held.length === 0 ? chunk : Buffer.concat([reading.held, chunk]);
      while (!reading.over && readSome(reading)) {
        // Until what came is used up, or no more of it is whole.
      }
      if (reading.over && reading.held.length > 0) throw new MalformedAnswer("more than was asked for");
    },
    /** The connection has ended; answers whether the answer has, then or before. */
    closed(): boolean {
      if (!reading.over && reading.head?.framing.kind === "until-close") end(reading);
      return reading.over;
    },
    /** Whether any of it has come. */
    begun: () => reading.head !== undefined || reading.held.length > 0,
  };
};
