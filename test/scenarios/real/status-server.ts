/** A forge as far as commit statuses go: it writes down what it is told, and by whom. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** One status of a commit as it was set. */
export interface SetStatus {
  readonly path: string;
  readonly token: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Starts one; whoever starts it stops it. */
export const startStatusServer = async () => {
  const statuses: SetStatus[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
    request.on("end", () => {
      const { headers, url = "" } = request;
      const token = headers.authorization ?? headers["private-token"] ?? `job ${headers["job-token"]}`;
      statuses.push({ path: url, token: String(token), body: JSON.parse(text) });
      response.writeHead(201).end("{}");
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** What was set since this was last asked. */
    taken: (): readonly SetStatus[] => statuses.splice(0),
    stop: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
};
