/** Starts the console: finds the deployed stack, and serves its pages. */
import { isoTime, systemClock } from "../../src/clock.ts";
import { steeringOf, steeringRoutes } from "./actions.ts";
import { openPage } from "./open-page.ts";
import { pageSource } from "./page-source.ts";
import type { Server } from "./pages.ts";
import { playgroundDoor, playgroundRoutes } from "./playground.ts";
import { createPoller, type Poller } from "./poller.ts";
import type { Routes } from "./routes.ts";
import { type ConsoleServer, serveConsole } from "./serve.ts";
import { askedOf } from "./sources/clients.ts";
import { timeThere } from "./world-time.ts";

export interface ConsoleOptions {
  /** The deployed stack's name. */
  readonly stack: string;
  /** On 127.0.0.1; 0 for a free one. */
  readonly port: number;
  readonly readOnly: boolean;
}

/** What the pages of a stack have in common: who asks, what time it is there, and what may be started; `begun` hears where something was. */
export const consoleOf = async (
  { stack, readOnly }: Pick<ConsoleOptions, "stack" | "readOnly">,
  begun: (environment: string) => void = () => {},
): Promise<Server> => {
  const asked = await askedOf(stack);
  const endpoint = process.env.AWS_ENDPOINT_URL;
  const time = await timeThere(endpoint, asked.stack);
  return {
    ...{ asked, time, readOnly },
    steering: readOnly ? null : steeringOf(stack, begun),
    playground: time.speed() === null || endpoint === undefined ? null : playgroundDoor(endpoint),
  };
};

const clockRoute = ({ time }: Server): Routes => ({
  "GET /clock": async () => {
    await time.renew();
    return { status: 200, body: { now: isoTime(time.now()), speed: time.speed() ?? 1 } };
  },
});

/** What is answered beside the page and its events. A console that only shows has no route that would do anything. */
export const routesOf = (server: Server): Routes => ({
  ...clockRoute(server),
  ...(server.steering === null ? {} : steeringRoutes(server.steering)),
  ...(server.steering === null || server.playground === null ? {} : playgroundRoutes(server.playground)),
});

/** Starts it. Rejects as AWS refuses, or if the port is taken. */
export const startConsole = async (options: ConsoleOptions): Promise<ConsoleServer> => {
  let poller: Poller | undefined;
  const server = await consoleOf(options, (environment) => poller?.hurry(`/${environment}`));
  poller = createPoller(openPage(server), systemClock);
  return serveConsole({ port: options.port, page: await pageSource(), poller, routes: routesOf(server) });
};
