/**
 * The service that the playground's instances run unless told otherwise: a small web server over HTTP and HTTPS that
 * answers with the release it was booted with, and that can be made to misbehave through its user data:
 *
 *     RELEASE_VERSION=2   RELEASE_COMMIT=4f2a…
 *     HEALTH=ok | never | fail-after-requests:<n>
 *     BOOT_FAILURE=exit   START_DELAY=<seconds>
 */
import http, { type RequestListener, type ServerResponse } from "node:http";
import https from "node:https";
import { settingsOf } from "./sample-settings.ts";

const environment = process.env;
const instance = environment.INSTANCE_ID ?? "unknown";
const speed = Number(environment.SPEED ?? 1);
const settings = settingsOf(environment.USER_DATA ?? "");
if (settings.bootFailure) {
  console.error("BOOT_FAILURE=exit");
  process.exit(1);
}

let served = 0;
let stopping = false;

const healthy = () =>
  settings.health.kind === "fail-after-requests" ? served < settings.health.requests : settings.health.kind === "ok";

const body = JSON.stringify({ release: settings.version, commit: settings.commit, instance });

const reply = (response: ServerResponse, status: number, type: string, text: string) => {
  const headers = { "content-type": type, "x-release": settings.version, "x-instance": instance };
  // Whoever keeps the connection alive must learn that it ends with this answer.
  response.writeHead(status, stopping ? { ...headers, connection: "close" } : headers).end(text);
};

const answer: RequestListener = (request, response) => {
  // A request may have a body: unread, it would block the connection.
  request.resume();
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://instance");
  if (pathname === "/health") {
    const ok = healthy();
    reply(response, ok ? 200 : 503, "text/plain", ok ? "ok\n" : "unhealthy\n");
    return;
  }
  served++;
  const ordinary = () => reply(response, 200, "application/json", body);
  if (pathname === "/slow") setTimeout(ordinary, Number(searchParams.get("ms") ?? 1000) / speed);
  else ordinary();
};

const { TLS_KEY, TLS_CERT } = environment;
const listening = [
  { server: http.createServer(answer), port: environment.PORT_8080 ?? 8080 },
  ...(TLS_KEY === undefined || TLS_CERT === undefined
    ? []
    : [{ server: https.createServer({ key: TLS_KEY, cert: TLS_CERT }, answer), port: environment.PORT_8443 ?? 8443 }]),
];

const start = () => {
  for (const { server, port } of listening) {
    // Longer than a load balancer keeps an idle connection (60 s), as AWS advises: the side that sends must close first.
    server.keepAliveTimeout = 75_000;
    server.listen(Number(port), environment.ADDRESS ?? "127.0.0.1");
  }
};
const startTimer = setTimeout(start, (settings.startDelaySeconds * 1000) / speed);

// Stop accepting and finish what is in flight; with no server and no connection left, nothing keeps the process.
process.once("SIGTERM", () => {
  stopping = true;
  clearTimeout(startTimer);
  for (const { server } of listening) server.close();
});
