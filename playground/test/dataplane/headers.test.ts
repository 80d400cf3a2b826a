import { describe, expect, it } from "vitest";
import { redirectLocation } from "../../dataplane/answers.ts";
import { defaultHeaderRules, endToEnd, type HeaderRules, hasBody, requestHeaders } from "../../dataplane/headers.ts";

const client = { ip: "127.0.0.1", protocol: "https", port: 443 };

describe("headers on their way", () => {
  it("lose what belongs to one connection, and what Connection names", () => {
    const headers = [
      "Host",
      "a",
      "Connection",
      "keep-alive, X-Hop",
      "Keep-Alive",
      "timeout=5",
      "x-hop",
      "1",
      "X-End",
      "2",
    ];
    expect(endToEnd(headers)).toEqual(["Host", "a", "X-End", "2"]);
  });

  it("tell the target about the client", () => {
    expect(requestHeaders(["Host", "a"], client)).toEqual([
      ...["Host", "a"],
      ...["X-Forwarded-For", "127.0.0.1"],
      ...["X-Forwarded-Proto", "https"],
      ...["X-Forwarded-Port", "443"],
    ]);
  });

  it("append to X-Forwarded-For and replace what a client claims of the rest", () => {
    const claimed = ["x-forwarded-for", "10.1.1.1", "X-Forwarded-Proto", "gopher", "Transfer-Encoding", "chunked"];
    expect(requestHeaders(claimed, client)).toEqual([
      ...["X-Forwarded-For", "10.1.1.1, 127.0.0.1"],
      ...["X-Forwarded-Proto", "https"],
      ...["X-Forwarded-Port", "443"],
      ...["Transfer-Encoding", "chunked"],
    ]);
  });

  it.each<[Partial<HeaderRules>, readonly string[]]>([
    [{ forwardedFor: "preserve" }, ["X-Forwarded-For", "10.1.1.1"]],
    [{ forwardedFor: "remove" }, []],
    [{ clientPort: true }, ["X-Forwarded-For", "10.1.1.1, 127.0.0.1:5000"]],
  ])("treat X-Forwarded-For as the attributes say: %j", (rules, expected) => {
    const sent = requestHeaders(
      ["x-forwarded-for", "10.1.1.1"],
      { ...client, sourcePort: 5000 },
      { ...defaultHeaderRules, ...rules },
    );
    expect(sent).toEqual([...expected, ...["X-Forwarded-Proto", "https"], ...["X-Forwarded-Port", "443"]]);
  });

  it("go without those of invalid names, and tell of the secure connection, if the attributes ask for it", () => {
    const tls = { version: "TLSv1.3", cipherSuite: "TLS_AES_256_GCM_SHA384" };
    const headers = ["X_Under", "1", "X-Plain", "2", "X-Amzn-Tls-Version", "claimed"];
    const rules = { ...defaultHeaderRules, dropInvalid: true, tellTls: true };
    expect(requestHeaders(headers, { ...client, tls }, rules)).toEqual([
      ...["X-Plain", "2"],
      ...["X-Forwarded-For", "127.0.0.1"],
      ...["X-Amzn-Tls-Version", "TLSv1.3", "X-Amzn-Tls-Cipher-Suite", "TLS_AES_256_GCM_SHA384"],
      ...["X-Forwarded-Proto", "https"],
      ...["X-Forwarded-Port", "443"],
    ]);
  });

  it.each([
    [[], false],
    [["Content-Length", "0"], false],
    [["content-length", "3"], true],
    [["Transfer-Encoding", "chunked"], true],
  ])("%j announce a body: %s", (headers, expected) => {
    expect(hasBody(headers)).toBe(expected);
  });
});

describe("a redirect", () => {
  const request = { protocol: "HTTP", host: "www.example.com:8080", port: 8080, url: "/a/b?c=d" };
  it.each([
    [{ Protocol: "HTTPS", Port: "443" }, "https://www.example.com:443/a/b?c=d"],
    [{ Host: "new.#{host}" }, "http://new.www.example.com:8080/a/b?c=d"],
    [{ Path: "/v2/#{path}", Query: "from=#{protocol}&#{query}" }, "http://www.example.com:8080/v2/a/b?from=HTTP&c=d"],
    [{ Path: "/", Query: "" }, "http://www.example.com:8080/"],
  ])("by %j goes to %s", (config, expected) => {
    expect(redirectLocation({ StatusCode: "HTTP_302", ...config }, request)).toBe(expected);
  });
});
