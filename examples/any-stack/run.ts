/** Builds the stack of snapshot.json with the server of images.json in it, under traffic, and tells who answered. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { startPlayground } from "@sarcelle/playground/start";

const main = async (): Promise<void> => {
  const playground = await startPlayground({
    port: 0,
    speed: 10,
    seed: 1,
    images: join(import.meta.dirname, "images.json"),
    tell: (line) => console.error(line),
  });
  const ask = async (method: string, route: string, body?: string): Promise<unknown> => {
    const request = body === undefined ? { method } : { method, body };
    const answer = await fetch(`${playground.url}/_playground/${route}`, request);
    if (!answer.ok) throw new Error(await answer.text());
    return answer.json();
  };
  try {
    console.log(await ask("POST", "stacks/orders", readFileSync(join(import.meta.dirname, "snapshot.json"), "utf8")));
    await ask("POST", "traffic", JSON.stringify({ loadBalancer: "orders", ports: [8443], rate: 20 }));
    // Half a minute of the world's.
    await playground.advance(30_000);
    const { total, failed, byVersion } = (await ask("DELETE", "traffic")) as Record<string, unknown>;
    console.log({ total, failed, byVersion });
  } finally {
    await playground.stop();
  }
};

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
