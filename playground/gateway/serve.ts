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

/** Serves the gateway on loopback, and what is under `/_playground/` by `admin`. Port 0 is a free one. */
export const serve = async (door: {
  readonly gateway: Gateway;
  readonly admin: (request: HttpRequest) => Promise<HttpResponse>;
  readonly port: number;
}): Promise<GatewayServer> => {
  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const request = await read(incoming);
    const isAdmin = request.path.startsWith("/_playground/");
    const response = isAdmin ? await door.admin(request) : await door.gateway.handle(request);
    if (response === "no-answer") {
      incoming.socket.destroy();
      return;
    }
    outgoing.writeHead(response.status, { "content-length": response.body.byteLength, ...response.headers });
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

const read = async (incoming: IncomingMessage): Promise<HttpRequest> => {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const headers = Object.entries(incoming.headers).map(([name, value]) => [name, [value ?? ""].flat().join(", ")]);
  return {
    method: incoming.method ?? "GET",
    path: incoming.url ?? "/",
    headers: Object.fromEntries(headers),
    body: Buffer.concat(chunks),
  };
};
