/** Runs two instances of nginx behind the playground's load balancer, and asks each listener until nginx answers. */
import { accessSync, constants } from "node:fs";
import http from "node:http";
import https from "node:https";
import { delimiter, join } from "node:path";
import { startPlayground } from "@sarcelle/playground/start";

/** Where nginx is on Debian and its kin, and on macOS, beside PATH. */
const folders = [
  ...(process.env.PATH ?? "").split(delimiter),
  "/usr/sbin",
  "/usr/local/sbin",
  "/opt/homebrew/bin",
].filter((folder) => {
  try {
    accessSync(join(folder, "nginx"), constants.X_OK);
    return folder !== "";
  } catch {
    return false;
  }
});

const get = (url: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const options = { rejectUnauthorized: false };
    const request = url.startsWith("https") ? https.get(url, options) : http.get(url);
    request.once("error", reject).once("response", (response) => {
      response.setEncoding("utf8");
      let body = "";
      response.on("data", (text: string) => {
        body += text;
      });
      response.once("end", () => resolve(`${response.statusCode} ${body}`));
    });
  });

const main = async (): Promise<void> => {
  const [folder] = folders;
  if (folder === undefined)
    throw new Error(
      "nginx is not installed: apt-get install nginx-light (Debian, Ubuntu), or brew install nginx (macOS).",
    );
  process.env.PATH = `${process.env.PATH ?? ""}${delimiter}${folder}`;
  const playground = await startPlayground({
    port: 0,
    speed: 10,
    seed: 1,
    images: join(import.meta.dirname, "images.json"),
    tell: (line) => console.error(line),
  });
  try {
    await playground.buildStack("web", { imageId: "ami-0000000000000000a", version: "1", instances: 2 });
    const { listeners } = (await (await fetch(`${playground.url}/_playground/listeners`)).json()) as {
      listeners: { url: string }[];
    };
    for (const { url } of listeners) {
      // Two health checks after the instances run, some 30 seconds of the world's.
      await playground.until(async () => (await get(`${url}/`)).startsWith("200"), 300_000, 1_000);
      console.log(`${url}/ ${await get(`${url}/`)}`);
    }
  } finally {
    await playground.stop();
  }
};

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
