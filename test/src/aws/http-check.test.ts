import { once } from "node:events";
import http, { type RequestListener, type Server } from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { selfSignedCertificate } from "@sarcelle/playground/certificates";
import { expect, it, onTestFinished } from "vitest";
import { request } from "../../../src/aws/http-check.ts";

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
  expect(await request(url)).toEqual({ status: 418, body: "GET /path?query" });
});

it("calls over HTTPS whatever name the certificate carries: what is checked is the service behind", async () => {
  const server = https.createServer(await selfSignedCertificate(), (_, response) => response.end("secure"));
  expect(await request(await listening(server, "https"))).toEqual({ status: 200, body: "secure" });
});

it("cuts a body that does not end", async () => {
  const url = await serving((_, response) => response.end("x".repeat(1_000_000)));
  const answer = await request(url);
  expect("body" in answer && answer.body.length).toBeLessThan(200_000);
});

it("answers with what broke, if there was no answer", async () => {
  const url = await serving((incoming) => incoming.socket.destroy());
  expect(await request(url)).toEqual({ error: "socket hang up" });
  expect(await request("http://127.0.0.1:1/")).toEqual({ error: expect.stringContaining("ECONNREFUSED") });
});
