/** The server that the image of the snapshot is: whatever program serves the ports of the target groups can stand here. */
import { createServer } from "node:http";

const { ADDRESS = "127.0.0.1", PORT_3000 = "3000", INSTANCE_ID = "", USER_DATA = "" } = process.env;
const release = /^RELEASE_VERSION=(.*)$/m.exec(USER_DATA)?.[1] ?? "unknown";

const server = createServer((request, response) => {
  if (request.url === "/healthz") return void response.end("ok\n");
  response.setHeader("x-release", release).setHeader("x-instance", INSTANCE_ID);
  response.end(`${JSON.stringify({ service: "orders", release, instance: INSTANCE_ID })}\n`);
});
// Longer than the load balancer keeps an idle connection (60 s): the side that sends must close first.
server.keepAliveTimeout = 75_000;
server.listen(Number(PORT_3000), ADDRESS);
process.once("SIGTERM", () => server.close());
