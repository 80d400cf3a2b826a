/** A process of the benchmark of the playground: the playground of a checkout, with a state machine in it; tells its memory when asked. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** What the process is asked for. */
export type Order = "memory" | "stop";

/** What it tells: where it answers once it is up, and then what was asked for. */
export type ServedSays =
  | { readonly url: string; readonly startedIn: number }
  | { readonly residentMegabytes: number; readonly heapMegabytes: number };

interface Started {
  readonly url: string;
  stop(): Promise<void>;
}

const [checkout = "", template] = process.argv.slice(2);
const { startPlayground } = (await import(pathToFileURL(join(checkout, "playground/start.ts")).href)) as {
  readonly startPlayground: (options: object) => Promise<Started>;
};

const began = performance.now();
// Throttling would measure the limits of AWS, and an older playground does not know the option.
const playground = await startPlayground({ port: 0, speed: 1, seed: 1, template, without: ["calls-are-throttled"] });
const tell = (told: ServedSays) => process.send?.(told);
tell({ url: playground.url, startedIn: performance.now() - began });

const megabytes = (bytes: number) => Math.round(bytes / 1024 / 1024);
process.on("message", async (order: Order) => {
  if (order === "memory") {
    globalThis.gc?.();
    const { rss, heapUsed } = process.memoryUsage();
    tell({ residentMegabytes: megabytes(rss), heapMegabytes: megabytes(heapUsed) });
    return;
  }
  await playground.stop();
  process.exit();
});
process.on("disconnect", () => process.exit());
