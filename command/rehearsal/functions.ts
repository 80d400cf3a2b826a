import { readdirSync } from "node:fs";
import { extname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { SimulationOptions } from "@sarcelle/playground/simulation";

/** The code of functions, by handler string. */
export type FunctionCode = SimulationOptions["handlers"];

const root = fileURLToPath(new URL("../..", import.meta.url));

/** TypeScript in the repository, JavaScript where the command is installed. */
const extension = extname(fileURLToPath(import.meta.url));

/** Every function of Sarcelle from its source, by handler string: the file with the name of the state, and its `handler`. */
export const sarcelleHandlers: FunctionCode = Object.fromEntries(
  readdirSync(join(root, "functions"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(extension))
    .map((file) => [
      `functions/${file.slice(0, -extension.length).replaceAll("\\", "/")}.handler`,
      async () => (await import(pathToFileURL(join(root, "functions", file)).href)).handler,
    ]),
);

/** Inventory and notifications only watch: in worlds that are there to break deployments they take every event and do nothing. */
export const deploymentHandlers: FunctionCode = Object.fromEntries(
  Object.entries(sarcelleHandlers).map(([name, load]) => [
    name,
    /^functions\/(inventory|notifications)\//.test(name) ? async () => async () => ({}) : load,
  ]),
);
