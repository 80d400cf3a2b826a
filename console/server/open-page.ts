/** Which page an address is of: all environments, one of them, or one of its deployments. */
import { deploymentPage, fleetPage } from "./other-pages.ts";
import { environmentPage, type Server } from "./pages.ts";
import type { Watched } from "./poller.ts";

/** Begins to read the page of an address. */
export const openPage =
  (server: Server) =>
  (path: string): Watched => {
    const [, name = "", , id] = path.split("/").map(decodeURIComponent);
    if (name === "") return fleetPage(server);
    return id === undefined ? environmentPage(server, name) : deploymentPage(server, name, id);
  };
