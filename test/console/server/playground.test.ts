import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { playgroundDoor, playgroundRoutes, readPlayground } from "../../../console/server/playground.ts";

/** What a playground answers of these routes, over a socket; and what it was asked. */
const playground = async (answers: Readonly<Record<string, readonly [status: number, json: object]>>) => {
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
    const route = `${request.method} ${request.url}`;
    asked.push(`${route} ${Buffer.concat(parts).toString()}`.trim());
    const [status, json] = answers[route] ?? [404, { error: "NotFound", message: `There is no '${route}'.` }];
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(json));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return { asked, door: playgroundDoor(`http://127.0.0.1:${(server.address() as AddressInfo).port}`) };
};

const fault = { id: "f/1", target: "instance:i-1", fault: "hang", matched: 2, fired: 1 };

it("tells what clients got by version, in the order of versions, and what is broken", async () => {
  const byVersion = { "10": { total: 4, failed: 1 }, "9": { total: 900, failed: 0 }, none: { total: 1, failed: 1 } };
  const { door } = await playground({
    "GET /_playground/traffic": [200, { total: 905, failed: 2, byVersion }],
    "GET /_playground/faults": [200, { faults: [fault] }],
  });
  expect(await readPlayground(door)).toEqual({
    ledger: [
      { version: "9", total: 900, failed: 0 },
      { version: "10", total: 4, failed: 1 },
      { version: "none", total: 1, failed: 1 },
    ],
    faults: [{ id: "f/1", says: "instance:i-1: hang; struck once so far" }],
  });
});

it("breaks and mends by the playground's own door, and passes on what that refuses, in its words", async () => {
  const { asked, door } = await playground({
    "POST /_playground/faults": [200, fault],
    "DELETE /_playground/faults/f%2F1": [200, {}],
  });
  const routes = playgroundRoutes(door);
  const body = { target: "instance:i-1", fault: "hang" };
  expect(await routes["POST /playground/faults"]?.({ params: {}, body })).toEqual({ status: 200, body: fault });
  expect(await routes["DELETE /playground/faults/<id>"]?.({ params: { id: "f/1" }, body: undefined })).toEqual({
    status: 200,
    body: {},
  });
  expect(await routes["DELETE /playground/faults/<id>"]?.({ params: { id: "f2" }, body: undefined })).toEqual({
    status: 404,
    body: { error: "NotFound", says: "There is no 'DELETE /_playground/faults/f2'." },
  });
  expect(asked.slice(0, 2)).toEqual([
    `POST /_playground/faults ${JSON.stringify(body)}`,
    "DELETE /_playground/faults/f%2F1",
  ]);
});
