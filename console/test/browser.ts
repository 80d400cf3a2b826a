/** The one browser in which all of the console's tests open their pages. */
import { type BrowserServer, chromium } from "playwright-core";
import type { TestProject } from "vitest/node";
import { packagedBrowser } from "./packaged-browser.ts";
import { browserHere } from "./which-browser.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the browser listens for those who drive it. */
    readonly browser: string;
  }
}

/** Starts it; whoever does so closes it. */
export const startBrowser = async (): Promise<BrowserServer> => {
  const which = browserHere();
  if (which.from === "nowhere") throw new Error(which.says);
  const program = which.from === "path" ? { executablePath: which.path } : await packagedBrowser();
  return chromium.launchServer({ ...program, args: ["--disable-dev-shm-usage"], host: "127.0.0.1" });
};

/** Before the first of these tests, and after the last. */
export default async (project: TestProject): Promise<() => Promise<void>> => {
  const server = await startBrowser();
  project.provide("browser", server.wsEndpoint());
  return () => server.close();
};
