/** A console whose snapshots are made instead of read: everything between it and the page is as people have it. */
import { buildPage } from "../page/build.ts";
import type { Shown } from "../server/poller.ts";
import type { Routes } from "../server/routes.ts";
import { type ConsoleServer, serveConsole } from "../server/serve.ts";
import type { PageSnapshot } from "../snapshot.ts";

export interface ServedByHand extends ConsoleServer {
  /** Sends it to whoever looks; whoever comes later gets it first. */
  send(snapshot: PageSnapshot): void;
  /** Says that there is nothing to show, and why. */
  takeAway(why: string): void;
}

/** Begins with that snapshot, whose time stands still. Whoever starts it stops it. */
export const servedByHand = async (first: PageSnapshot, routes: Routes = {}): Promise<ServedByHand> => {
  const listeners = new Set<(shown: Shown) => void>();
  let newest: Shown = { snapshot: first };
  let n = 0;
  const server = await serveConsole({
    port: 0,
    page: await buildPage(),
    routes: { "GET /clock": async () => ({ status: 200, body: { now: first.asOf, speed: 1 } }), ...routes },
    poller: {
      watch(_page, listener) {
        const tell = (shown: Shown) => {
          n++;
          listener("gone" in shown ? shown : { snapshot: { ...shown.snapshot, n } }, n);
        };
        listeners.add(tell);
        tell(newest);
        return () => listeners.delete(tell);
      },
      hurry() {},
      ask() {},
      stop() {},
    },
  });
  const show = (shown: Shown) => {
    newest = shown;
    for (const tell of listeners) tell(shown);
  };
  return {
    ...server,
    send: (snapshot) => show({ snapshot }),
    takeAway: (gone) => show({ gone }),
  };
};
