import { once } from "node:events";
import http, { type RequestListener, type Server } from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import tls from "node:tls";
import { selfSignedCertificate } from "@sarcelle/playground/certificates";
import { describe, expect, it, onTestFinished } from "vitest";
import { matching, request } from "../../../src/aws/http-check.ts";

const listening = async (server: Server, protocol: "http" | "https"): Promise<string> => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `${protocol}://127.0.0.1:${(server.address() as AddressInfo).port}/path?query`;
};
const serving = (answer: RequestListener) => listening(http.createServer(answer), "http");

it("answers the status and the body of whatever path was asked for", async () => {
  const url = await serving((incoming, response) => response.writeHead(418).end(`${incoming.method} ${incoming.url}`));
  expect(await request({ url })).toMatchObject({ status: 418, body: "GET /path?query" });
});

it("calls over HTTPS whatever name the certificate carries: what is checked is the service behind", async () => {
  const server = https.createServer(await selfSignedCertificate(), (_, response) => response.end("secure"));
  expect(await request({ url: await listening(server, "https") })).toMatchObject({
    status: 200,
    body: "secure",
  });
});

it("sends the headers that are asked for, the Host among them", async () => {
  const url = await serving(({ headers }, response) => response.end(`${headers.host} ${headers["x-forwarded-proto"]}`));
  const headers = { host: "www.example.com", "X-Forwarded-Proto": "https" };
  expect(await request({ url, headers })).toMatchObject({ status: 200, body: "www.example.com https" });
});

describe("with a name that the certificate must be good for", () => {
  const secure = async (): Promise<{ readonly url: string; readonly cert: string; readonly asked: string[] }> => {
    const certificate = await selfSignedCertificate();
    const asked: string[] = [];
    const server = https.createServer(
      {
        ...certificate,
        SNICallback: (name, done) => {
          asked.push(name);
          done(null);
        },
      },
      (_, response) => response.end("secure"),
    );
    return { url: await listening(server, "https"), cert: certificate.cert, asked };
  };
  const trusting = (cert: string) => {
    const before = tls.getCACertificates("default");
    tls.setDefaultCACertificates([...before, cert]);
    onTestFinished(() => tls.setDefaultCACertificates(before));
  };

  it("asks for that name, and takes a certificate that carries it", async () => {
    const { url, cert, asked } = await secure();
    trusting(cert);
    expect(await request({ url, certified: "localhost" })).toMatchObject({ status: 200, body: "secure" });
    expect(asked).toEqual(["localhost"]);
  });

  it("takes none that carries another, and says which", async () => {
    const { url, cert } = await secure();
    trusting(cert);
    expect(await request({ url, certified: "www.example.com" })).toEqual({
      error: expect.stringMatching(/www\.example\.com.*DNS:localhost/),
    });
  });

  it("takes none that nobody vouches for", async () => {
    const { url } = await secure();
    expect(await request({ url, certified: "localhost" })).toEqual({
      error: expect.stringContaining("self-signed certificate"),
    });
  });
});

it("answers the headers by their lower-case names, and how long all of it took", async () => {
  const url = await serving((_, response) => {
    response.writeHead(200, { "X-Release": "2", "Set-Cookie": ["a=1", "b=2"] });
    response.write("first");
    setTimeout(() => response.end("last"), 30);
  });
  const answer = await request({ url });
  if ("error" in answer) throw new Error(answer.error);
  expect(answer.headers).toMatchObject({ "x-release": "2", "set-cookie": "a=1, b=2" });
  expect(answer.milliseconds).toBeGreaterThanOrEqual(28);
  expect(answer.matches).toBeUndefined();
});

it("looks for what the body must match", async () => {
  const url = await serving((_, response) => response.end("release 12"));
  const matches = async (pattern: string) => {
    const answer = await request({ url, check: { matches: pattern } });
    return "matches" in answer && answer.matches;
  };
  expect(await matches("release \\d{2}$")).toBe(true);
  expect(await matches("release \\d{3}")).toBe(false);
});

it("gives up a match that takes longer than it may", () => {
  expect(matching("x$", "a".repeat(200_000_000), 1)).toBe("too slow");
});

it("cuts a body that does not end", async () => {
  const url = await serving((_, response) => response.end("x".repeat(1_000_000)));
  const answer = await request({ url });
  expect("body" in answer && answer.body.length).toBeLessThan(200_000);
});

it("answers with what broke, if there was no answer", async () => {
  const url = await serving((incoming) => incoming.socket.destroy());
  expect(await request({ url })).toEqual({ error: "socket hang up" });
  expect(await request({ url: "http://127.0.0.1:1/" })).toEqual({
    error: expect.stringContaining("ECONNREFUSED"),
  });
});
