/** A console whose snapshots are made instead of read: everything between it and the page is as people have it. */
import { buildPage } from "../page/build.ts";
import type { Routes } from "../server/routes.ts";
import { type ConsoleServer, serveConsole } from "../server/serve.ts";
import type { PageSnapshot } from "../snapshot.ts";

export interface ServedByHand extends ConsoleServer {
  /** Sends it to whoever looks; whoever comes later gets it first. */
  send(snapshot: PageSnapshot): void;
}

/** Begins with that snapshot, whose time stands still. Whoever starts it stops it. */
export const servedByHand = async (first: PageSnapshot, routes: Routes = {}): Promise<ServedByHand> => {
  const listeners = new Set<(snapshot: PageSnapshot) => void>();
  let newest = first;
  let n = 0;
  const server = await serveConsole({
    port: 0,
    page: await buildPage(),
    routes: { "GET /clock": async () => ({ status: 200, body: { now: first.asOf, speed: 1 } }), ...routes },
    poller: {
      watch(_page, listener) {
        const tell = (snapshot: PageSnapshot) => listener({ snapshot: { ...snapshot, n: ++n } }, n);
        listeners.add(tell);
        tell(newest);
        return () => listeners.delete(tell);
      },
      hurry() {},
      stop() {},
    },
  });
  return {
    ...server,
    send(snapshot) {
      newest = snapshot;
      for (const tell of listeners) tell(snapshot);
    },
  };
};
