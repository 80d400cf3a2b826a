/**
 * The service that the playground's instances run unless told otherwise: a small web server over HTTP and HTTPS that
 * answers with the release it was booted with, and that can be made to misbehave through its user data:
 *
 *     RELEASE_VERSION=2   RELEASE_COMMIT=4f2a…
 *     HEALTH=ok | never | fail-after-requests:<n>
 *     BOOT_FAILURE=exit   START_DELAY=<seconds>   FAIL_EVERY=<n>
 *     SESSION_COOKIE=<name>
 */
import http, { type RequestListener, type ServerResponse } from "node:http";
import https from "node:https";
import { createServer, type Server } from "node:net";
import { createInterface } from "node:readline";
import { healthStatus, sessionCookies, settingsOf } from "./sample-settings.ts";

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

const body = JSON.stringify({ release: settings.version, commit: settings.commit, instance });

const cookies = sessionCookies(settings, instance);

const reply = (response: ServerResponse, status: number, type: string, text: string, set: readonly string[] = []) => {
  const length = String(Buffer.byteLength(text));
  const headers = {
    "content-type": type,
    "content-length": length,
    "x-release": settings.version,
    "x-instance": instance,
    ...(set.length === 0 ? {} : { "set-cookie": [...set] }),
  };
  // Whoever keeps the connection alive must learn that it ends with this answer.
  response.writeHead(status, stopping ? { ...headers, connection: "close" } : headers).end(text);
};

const answer: RequestListener = (request, response) => {
  // A request may have a body: unread, it would block the connection.
  request.resume();
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://instance");
  if (pathname === "/health") {
    const status = healthStatus(settings, served);
    reply(response, status, "text/plain", status === 200 ? "ok\n" : "unhealthy\n");
    return;
  }
  served++;
  const fails = settings.failEvery !== undefined && served % settings.failEvery === 0;
  const ordinary = () => reply(response, fails ? 500 : 200, "application/json", body, cookies);
  if (pathname === "/slow") setTimeout(ordinary, Number(searchParams.get("ms") ?? 1000) / speed);
  else ordinary();
};

const { TLS_KEY, TLS_CERT } = environment;
const plain = http.createServer(answer);
const secure =
  TLS_KEY === undefined || TLS_CERT === undefined
    ? undefined
    : https.createServer({ key: TLS_KEY, cert: TLS_CERT }, answer);
// Longer than a load balancer keeps an idle connection (60 s), as AWS advises: the side that sends must close first.
for (const server of [plain, secure]) if (server !== undefined) server.keepAliveTimeout = 75_000;

/** The first byte of a TLS handshake (RFC 8446, 5.1): what begins so is no request. */
const handshake = 22;

/** A port on which both protocols are spoken: what a target group sends is known only when it comes. */
const bothProtocols = () =>
  createServer((socket) => {
    socket.once("error", () => socket.destroy());
    // Looked at without being taken: a TLS server reads what is there from the start.
    socket.once("readable", () => {
      const first: Buffer | null = socket.read(1);
      if (first === null) return void socket.destroy();
      socket.unshift(first);
      const server = first[0] === handshake ? secure : plain;
      if (server === undefined) socket.destroy();
      else server.emit("connection", socket);
    });
  });

const ports: { readonly server: Server; readonly port: number }[] = [
  { server: plain, port: Number(environment.PORT_8080 ?? 8080) },
  ...(secure === undefined ? [] : [{ server: secure, port: Number(environment.PORT_8443 ?? 8443) }]),
];
let started = false;

const listen = ({ server, port }: (typeof ports)[number]) => {
  server.on("error", (error) => console.error(error.message));
  server.listen(port, environment.ADDRESS ?? "127.0.0.1");
};

const startTimer = setTimeout(
  () => {
    started = true;
    ports.forEach(listen);
  },
  (settings.startDelaySeconds * 1000) / speed,
);

// The playground names the ports that its target groups have.
const asked = createInterface({ input: process.stdin });
asked.on("line", (line) => {
  const port = Number(line.split(" ")[1]);
  if (stopping || !Number.isInteger(port)) return;
  const another = { server: bothProtocols(), port };
  ports.push(another);
  if (started) listen(another);
});

// Stop accepting and finish what is in flight; with no server and no connection left, nothing keeps the process.
process.once("SIGTERM", () => {
  stopping = true;
  clearTimeout(startTimer);
  process.stdin.destroy();
  for (const { server } of ports) server.close();
});
