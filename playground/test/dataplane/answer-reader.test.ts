import { describe, expect, it } from "vitest";
import { answerReader, MalformedAnswer } from "../../dataplane/answer-reader.ts";

/** What was told of an answer whose bytes came in such parts, `closed` once the connection ended. */
const told = (parts: readonly string[], { method = "GET", closes = false } = {}) => {
  const heard: { status?: number; headers?: readonly string[]; body: string; ended: string } = {
    body: "",
    ended: "not",
  };
  const reader = answerReader(method, {
    head({ status, headers }) {
      Object.assign(heard, { status, headers });
    },
    data(chunk) {
      heard.body += chunk.toString("latin1");
    },
    end(stays) {
      heard.ended = stays ? "and stays" : "and closes";
    },
  });
  for (const part of parts) reader.read(Buffer.from(part, "latin1"));
  if (closes) reader.closed();
  return heard;
};

const lines = (...all: readonly string[]) => all.join("\r\n");
const sized = lines("HTTP/1.1 200 OK", "Content-Length: 5", "X-A:  b ", "", "hello");
const chunked = lines(
  "HTTP/1.1 200 OK",
  "Transfer-Encoding: chunked",
  "",
  "5;x=y",
  "hello",
  "1",
  "!",
  "0",
  "T: 1",
  "",
  "",
);

describe("an answer", () => {
  it.each<[string, string, { method?: string; closes?: boolean }, string, string]>([
    ["with a length", sized, {}, "hello", "and stays"],
    ["in chunks, with trailers", chunked, {}, "hello!", "and stays"],
    [
      "that lasts until the connection ends",
      lines("HTTP/1.1 200 OK", "", "hel", "lo"),
      { closes: true },
      "hel\r\nlo",
      "and closes",
    ],
    ["to HEAD has no body", lines("HTTP/1.1 200 OK", "Content-Length: 5", "", ""), { method: "HEAD" }, "", "and stays"],
    ["204 has none", lines("HTTP/1.1 204 No Content", "", ""), {}, "", "and stays"],
    ["of length 0 has none", lines("HTTP/1.1 200 OK", "Content-Length: 0", "", ""), {}, "", "and stays"],
    [
      "that says so closes",
      lines("HTTP/1.1 200", "Connection: x, Close", "Content-Length: 0", "", ""),
      {},
      "",
      "and closes",
    ],
    ["of HTTP/1.0 closes", lines("HTTP/1.0 200 OK", "Content-Length: 0", "", ""), {}, "", "and closes"],
    ["comes after interim ones", lines("HTTP/1.1 103 Early Hints", "Link: a", "", sized), {}, "hello", "and stays"],
    ["that is not whole does not end", sized.slice(0, -1), { closes: true }, "hell", "not"],
    ["in chunks that is not whole does not end", chunked.slice(0, -2), { closes: true }, "hello!", "not"],
  ])("%s", (_, text, how, body, ended) => {
    expect(told([text], how)).toMatchObject({ body, ended });
    expect(told([...text], how)).toEqual(told([text], how));
  });

  it("tells its status and its headers as they came", () => {
    expect(told([sized])).toMatchObject({ status: 200, headers: ["Content-Length", "5", "X-A", "b"] });
  });

  it.each([
    ["no status line", "HTTP/2 200\r\n\r\n"],
    ["a header without a name", lines("HTTP/1.1 200 OK", ": a", "", "")],
    ["a folded header", lines("HTTP/1.1 200 OK", "A: b", " c", "", "")],
    ["two lengths", lines("HTTP/1.1 200 OK", "Content-Length: 1", "Content-Length: 2", "", "")],
    ["a length that is none", lines("HTTP/1.1 200 OK", "Content-Length: -1", "", "")],
    ["a chunk that is none", lines("HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "", "z", "")],
    ["a chunk that is longer than it says", lines("HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "", "1", "ab", "")],
    ["more than was asked for", `${sized}HTTP/1.1`],
    ["another protocol", lines("HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "", "")],
    ["a head without an end", `HTTP/1.1 200 OK\r\nA: ${"b".repeat(40_000)}`],
  ])("is malformed with %s", (_, text) => {
    expect(() => told([text])).toThrow(MalformedAnswer);
  });
});
