/** A process of the benchmark: the playground of a checkout, with what that checkout has packaged in it, until its parent is gone. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { ServedPlan, ServedWorld } from "./world.ts";

interface Started {
  readonly url: string;
  stop(): Promise<void>;
}

const { checkout, ...options } = JSON.parse(process.argv[2] ?? "") as ServedPlan;
const from = async <T>(file: string) => (await import(pathToFileURL(join(checkout, file)).href)) as T;
const { startPlayground } = await from<{ readonly startPlayground: (options: object) => Promise<Started> }>(
  "playground/start.ts",
);

// An older playground knows neither traits nor sizes of pages.
const playground = await startPlayground({ port: 0, seed: 1, ...options });
const up: ServedWorld = { url: playground.url };
process.send?.(up);

const stop = async () => {
  await playground.stop();
  process.exit();
};
process.on("message", stop);
process.on("disconnect", stop);
process.on("SIGINT", () => {});
