/** What the acts on a playground leave behind for documents and fixtures, where RECORD_CONSOLE asks for it (`npm run record:console`). */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { type WatchedService, watchedEnvironment } from "../../proof/console/watched-service.ts";

const isAskedFor = process.env.RECORD_CONSOLE !== undefined;
const docs = join(import.meta.dirname, "../../docs/images");
const snapshots = join(import.meta.dirname, "fixtures");

/** The page as it is on the screen, in light and dark. */
export const photographed = async (page: Page, name: string): Promise<void> => {
  if (!isAskedFor) return;
  // CloudWatch tells of requests when their minute is over.
  const traffic = page.getByRole("region", { name: "Traffic" });
  const asked = async () => {
    await page.keyboard.press("r");
    return traffic.textContent();
  };
  await expect.poll(asked, { interval: 5_000, timeout: 60_000 }).not.toContain("requests a minute none");
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: join(docs, `console-${name}-${colorScheme}.png`) });
  }
};

/** The environment's snapshot of now, as `--export` writes it: without user data and secrets. */
export const recorded = async (service: WatchedService, name: string): Promise<void> => {
  if (!isAskedFor) return;
  const folder = mkdtempSync(join(tmpdir(), "recorded-"));
  try {
    const file = join(folder, "page.html");
    await service.typed(["console", watchedEnvironment, "--export", file]);
    const [, json = ""] =
      /<script type="application\/json" id="snapshot">(.*?)<\/script>/s.exec(readFileSync(file, "utf8")) ?? [];
    writeFileSync(join(snapshots, `${name}.json`), `${JSON.stringify(JSON.parse(json), undefined, 2)}\n`);
  } finally {
    rmSync(folder, { recursive: true });
  }
};
