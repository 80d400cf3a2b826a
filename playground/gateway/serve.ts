import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Gateway } from "./gateway.ts";
import type { HttpRequest, HttpResponse } from "./http.ts";

export interface GatewayServer {
  readonly port: number;
  /** For `AWS_ENDPOINT_URL`. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves the gateway on loopback, and what is under `/_playground/` by `admin`. Port 0 is a free one. Each answer says by the world's clock when
 * it was given: from that the SDKs learn that their own is off.
 */
export const serve = async (door: {
  readonly gateway: Gateway;
  readonly admin: (request: HttpRequest) => Promise<HttpResponse>;
  readonly port: number;
  /** The world's time, in milliseconds since the epoch. */
  readonly now: () => number;
}): Promise<GatewayServer> => {
  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const request = await read(incoming);
    const isAdmin = request.path.startsWith("/_playground/");
    const response = isAdmin ? await door.admin(request) : await door.gateway.handle(request);
    if (response === "no-answer") {
      incoming.socket.destroy();
      return;
    }
    outgoing.writeHead(response.status, {
      "content-length": response.body.byteLength,
      ...response.headers,
      date: new Date(door.now()).toUTCString(),
    });
    outgoing.end(response.body);
  };
  const server = createServer((incoming, outgoing) => {
    // A client that goes away in the middle of its request is not our error.
    answer(incoming, outgoing).catch(() => incoming.socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(door.port, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

// By its events: an async iterator over each of thousands of small requests takes longer than the playground takes to answer one.
const bodyOf = (incoming: IncomingMessage): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.once("end", () =>
      resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)),
    );
    incoming.once("error", reject);
    incoming.once("close", () => {
      if (!incoming.complete) reject(new Error("The client went away in the middle of its request."));
    });
  });

const read = async (incoming: IncomingMessage): Promise<HttpRequest> => {
  const body = await bodyOf(incoming);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers))
    headers[name] = typeof value === "object" ? value.join(", ") : (value ?? "");
  return { method: incoming.method ?? "GET", path: incoming.url ?? "/", headers, body };
};
