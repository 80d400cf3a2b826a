/** Starts the console: finds the deployed stack, and serves its pages. */
import { isoTime, systemClock } from "../../src/clock.ts";
import type { Rail } from "../rail.ts";
import { pageSource } from "./page-source.ts";
import { openPage, type Server } from "./pages.ts";
import { createPoller } from "./poller.ts";
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

const noRail: Rail = { phases: [], rollback: [], end: null };

/** What the pages of a stack have in common: who asks, and what time it is there. */
export const consoleOf = async ({ stack, readOnly }: Pick<ConsoleOptions, "stack" | "readOnly">): Promise<Server> => {
  const asked = await askedOf(stack);
  const time = await timeThere(process.env.AWS_ENDPOINT_URL, asked.stack);
  return { asked, time, readOnly, railOf: () => noRail };
};

const clockRoute = ({ time }: Server): Routes => ({
  "GET /clock": async () => {
    await time.renew();
    return { status: 200, body: { now: isoTime(time.now()), speed: time.speed() ?? 1 } };
  },
});

/** Starts it. Rejects as AWS refuses, or if the port is taken. */
export const startConsole = async (options: ConsoleOptions): Promise<ConsoleServer> => {
  const server = await consoleOf(options);
  return serveConsole({
    port: options.port,
    page: await pageSource(),
    poller: createPoller(openPage(server), systemClock),
    routes: clockRoute(server),
  });
};
