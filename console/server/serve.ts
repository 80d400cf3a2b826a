/** The console's server: on this machine's loopback alone, one page and its events, for whoever has the token. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { BuiltPage } from "../page/build.ts";
import { sendEvents } from "./events.ts";
import type { Poller } from "./poller.ts";
import { type RouteAnswer, type Routes, refusal, routed } from "./routes.ts";
import { contentSecurityPolicy, policyOfData, safeHeaders, whyNotLetIn } from "./safety.ts";
import { createSession, type Session } from "./session.ts";

export interface ConsoleParts {
  /** On 127.0.0.1; 0 for a free one. */
  readonly port: number;
  readonly page: BuiltPage;
  readonly poller: Poller;
  /** Beside the page, its events and the session. */
  readonly routes: Routes;
  readonly session?: Session;
}

/** A server that runs. */
export interface ConsoleServer {
  readonly port: number;
  /** The address of a page, with the token. */
  address(path?: string): string;
  stop(): Promise<void>;
}

/** How long a request may take to come in whole, in milliseconds. */
const patience = 30_000;

/** A release file pasted whole fits in; nothing larger is meant. */
const mostBytes = 1024 * 1024;

const bodyOf = async (request: IncomingMessage): Promise<string | undefined> => {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > mostBytes) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
};

const jsonIn = (text: string): { readonly json: unknown } | undefined => {
  try {
    return { json: text === "" ? undefined : JSON.parse(text) };
  } catch {
    return undefined;
  }
};

const write = (
  response: ServerResponse,
  { status, body }: RouteAnswer,
  more: Readonly<Record<string, string>> = {},
): void => {
  response.writeHead(status, {
    ...safeHeaders,
    "Content-Security-Policy": policyOfData,
    "Content-Type": "application/json; charset=utf-8",
    ...more,
  });
  response.end(JSON.stringify(body));
};

const isDecodable = (text: string): boolean => {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
};

/** The paths of the one page: all environments, one of them, one of its deployments. */
const isPage = (path: string): boolean => /^\/([a-z0-9][a-z0-9-]{0,62}(\/d\/[^/]+)?)?$/.test(path) && isDecodable(path);

/** What is asked for; undefined of what is no address. A path that begins with two slashes is a path, and no host's name. */
const addressIn = (url: string): URL | undefined => {
  const address = URL.parse(`http://127.0.0.1${url}`);
  return address !== null && isDecodable(address.pathname) ? address : undefined;
};

/** The cookie for whoever shows the token. */
const admitting = (session: Session, port: number, json: unknown): [RouteAnswer, Readonly<Record<string, string>>?] => {
  const cookie = session.admit(Object(json).token, port);
  return cookie === undefined
    ? [refusal(401, "WrongToken", "This is not the token that was printed when the console started.")]
    : [{ status: 200, body: {} }, { "Set-Cookie": cookie }];
};

const answering = ({ page, poller, routes }: ConsoleParts, session: Session, port: () => number) => {
  const find = routed(routes);
  const pagePolicy = contentSecurityPolicy(page, true);

  const sendPage = (response: ServerResponse) => {
    response.writeHead(200, {
      ...safeHeaders,
      "Content-Security-Policy": pagePolicy,
      "Content-Type": "text/html; charset=utf-8",
    });
    response.end(page.html);
  };
  const sendStream = (response: ServerResponse, of: string, isAnew: boolean) => {
    response.writeHead(200, {
      ...safeHeaders,
      "Content-Security-Policy": policyOfData,
      "Content-Type": "text/event-stream; charset=utf-8",
    });
    sendEvents(response, poller, of);
    if (isAnew) poller.ask(of);
  };

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = "GET", headers, url = "/" } = request;
    const refused = whyNotLetIn(method, headers, port());
    if (refused !== undefined) return write(response, refused);
    const address = addressIn(url);
    if (address === undefined) return write(response, refusal(400, "NoAddress", `'${url}' is no address.`));
    const { pathname, searchParams } = address;
    const asked = `${method} ${pathname}`;
    const route = find(method, pathname);
    const isEvents = asked === "GET /events";
    if (!isEvents && route === undefined && method === "GET" && isPage(pathname)) return sendPage(response);
    const isNew = asked === "POST /session";
    if (!isNew && !session.isAdmitted(headers.cookie, port()))
      return write(
        response,
        refusal(401, "NoSession", "Open the address that was printed when the console started, with its token."),
      );
    const text = method === "GET" ? "" : await bodyOf(request);
    const body = text === undefined ? undefined : jsonIn(text);
    if (text === undefined) return write(response, refusal(413, "TooLarge", "The request is larger than 1 MB."));
    if (body === undefined) return write(response, refusal(400, "NotJson", "What was sent is no JSON."));
    if (isNew) return write(response, ...admitting(session, port(), body.json));
    if (isEvents) {
      const of = searchParams.get("page") ?? "/";
      return isPage(of)
        ? sendStream(response, of, searchParams.has("anew"))
        : write(response, refusal(404, "NotFound", `There is no page ${of}.`));
    }
    if (route === undefined) return write(response, refusal(404, "NotFound", `There is no ${asked}.`));
    return write(response, await route.handler({ params: route.params, body: body.json }));
  };
};

/** Serves until it is stopped. Rejects if the port is taken. */
export const serveConsole = async (parts: ConsoleParts): Promise<ConsoleServer> => {
  const session = parts.session ?? createSession();
  const server = createServer({ requestTimeout: patience }, (request, response) => {
    answer(request, response).catch((error: unknown) => {
      const says = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      if (response.headersSent) response.destroy();
      else write(response, refusal(500, "Failed", says));
    });
  });
  const port = () => (server.address() as AddressInfo).port;
  const answer = answering(parts, session, port);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(parts.port, "127.0.0.1", resolve);
  });
  return {
    port: port(),
    address: (path = "/") => `http://127.0.0.1:${port()}${path}#token=${session.token}`,
    async stop() {
      parts.poller.stop();
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      server.closeAllConnections();
      await closed;
    },
  };
};
