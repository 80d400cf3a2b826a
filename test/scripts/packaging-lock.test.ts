import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { alone } from "../../scripts/packaging-lock.ts";

describe("work that must be done alone", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "sarcelle-lock-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("waits for whoever does it now, and gives the lock back whatever comes of it", async () => {
    const lock = join(folder, "busy");
    const told: string[] = [];
    let finish = () => {};
    const first = alone(lock, async () => {
      told.push("first begins");
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      told.push("first ends");
      throw new Error("it went wrong");
    });
    const second = alone(lock, async () => told.push("second"));
    finish();
    await expect(first).rejects.toThrow("it went wrong");
    await second;
    expect([told, existsSync(lock)]).toEqual([["first begins", "first ends", "second"], false]);
  });

  it("does not wait for a process that is gone, or for a lock that is older than any packaging", async () => {
    const lock = join(folder, "left");
    // Process numbers end below 2^22.
    writeFileSync(lock, String(2 ** 22 + 1));
    expect(await alone(lock, async () => "done")).toBe("done");
    writeFileSync(lock, String(process.pid));
    utimesSync(lock, 0, 0);
    expect(await alone(lock, async () => "done")).toBe("done");
  });
});
