/** Snapshots as server-sent events: each whole, so that one who comes back needs nothing of what he missed. */
import type { ServerResponse } from "node:http";
import type { Poller, Shown } from "./poller.ts";

/** How often something is sent though nothing was read: a proxy or a browser ends what is silent. */
const heartbeat = 15_000;

/** How soon a browser comes back. */
const retry = 1_000;

/** One event, as it is written. */
export const eventText = (shown: Shown, n: number): string =>
  "gone" in shown
    ? `event: gone\nid: ${n}\ndata: ${JSON.stringify({ says: shown.gone })}\n\n`
    : `event: snapshot\nid: ${n}\ndata: ${JSON.stringify(shown.snapshot)}\n\n`;

/** Sends what a page shows, for as long as somebody listens. Who reads slowly is sent the newest, and not all that was. */
export const sendEvents = (response: ServerResponse, poller: Poller, page: string): void => {
  let waiting: string | undefined;
  const send = (text: string) => {
    if (response.writableNeedDrain) waiting = text;
    else response.write(text);
  };
  response.write(`retry: ${retry}\n\n`);
  response.on("drain", () => {
    if (waiting === undefined) return;
    response.write(waiting);
    waiting = undefined;
  });
  const leave = poller.watch(page, (shown, n) => send(eventText(shown, n)));
  const timer = setInterval(() => response.write(": still here\n\n"), heartbeat);
  response.on("close", () => {
    clearInterval(timer);
    leave();
  });
};
