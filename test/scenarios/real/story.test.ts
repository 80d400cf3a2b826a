import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { allGone, descendants } from "../../scripts/process-tree.ts";

const start = (...parameters: readonly string[]) => {
  const command = join(import.meta.dirname, "../../../command/sarcelle.ts");
  const child = spawn(process.execPath, [command, "story", ...parameters], { stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const said = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk) => {
    said.stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    said.stderr += chunk;
  });
  return { child, said, ended: once(child, "close").then(([code]) => code as number | null) };
};

describe("npm start", () => {
  it("tells a story in which no request fails and both bad releases are undone, and prints it as JSON", {
    timeout: 240_000,
  }, async () => {
    const { said, ended } = start("--json");
    const code = await ended;
    const measured = { seconds: expect.any(Number), transitions: expect.any(Number) };
    const undone = { status: "RolledBack", restored: true, differences: [] };
    /** The same share of both listeners. */
    const all = (percent: number) =>
      [1, 2].map(() => ({ arn: expect.stringContaining(":listener/app/web/"), percent }));
    const here = { account: "123456789012", region: "eu-west-1" };
    const runs = { environment: "web-live", ...here, since: expect.any(String) };
    const release2 = "2222222";
    const parts = {
      requests: {
        total: expect.any(Number),
        failed: 0,
        byVersion: { 1: expect.any(Number), 2: expect.any(Number), 4: expect.any(Number) },
        failures: [],
      },
      deployments: [
        { action: "upgrade", status: "SUCCEEDED", ...measured },
        { action: "deploy", release: "2", status: "SUCCEEDED", ...measured },
        { action: "switch", status: "SUCCEEDED", ...measured, listenerSkewMs: expect.any(Number) },
        { action: "scaledown", status: "SUCCEEDED", ...measured },
        { action: "deploy", release: "3", status: "FAILED", ...measured },
        { action: "release", release: "4", status: "FAILED", ...measured, listenerSkewMs: expect.any(Number) },
      ],
      rollbacks: [
        {
          release: "3",
          ...undone,
          cause: expect.stringMatching(
            /^SideUnhealthy: (No instance of blue ever became healthy|blue's instances keep dying)/,
          ),
        },
        { release: "4", ...undone, cause: expect.stringContaining("lost its health under traffic") },
      ],
      versions: { active: "2", idle: null },
      inventory: {
        versions: [
          { ...runs, side: "blue", version: null, commit: null, healthy: 0, total: 0, active: false, traffic: all(0) },
          {
            ...runs,
            side: "green",
            version: "2",
            commit: release2,
            healthy: 4,
            total: 4,
            active: true,
            traffic: all(100),
          },
        ],
        history: expect.any(Array),
        disagreements: [],
      },
      locked: null,
      seconds: expect.any(Number),
      broken: [],
    };
    const told = JSON.parse(said.stdout);
    expect({ told, code }).toEqual({ told: parts, code: 0 });
    // Each release that a side was given, and each way that the traffic went, at least once.
    const happened = told.inventory.history.map(
      ({ side, what, version }: { side: string; what: string; version: string | null }) => [side, what, version].join(),
    );
    expect([...new Set(happened)].sort()).toEqual(
      [
        ...["blue,release,", "blue,release,3", "blue,release,4", "green,release,", "green,release,2"],
        ...["blue,traffic,", "blue,traffic,4", "green,traffic,2"],
      ].sort(),
    );
  });

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("ends everything at %s, at once", async (signal, expected) => {
    const { child, said, ended } = start();
    await vi.waitFor(() => expect(said.stdout).toContain("1. Upgrade"), { timeout: 60_000 });
    const processes = descendants(child);
    child.kill(signal);
    expect(await ended).toBe(expected);
    // The service's instances, their clients, and what watches over them.
    expect(processes.length).toBeGreaterThanOrEqual(6);
    await allGone(processes);
    expect(said.stderr).toBe("\nEnding everything …\n");
  });

  it("says in one line what is wrong with its options", async () => {
    const { said, ended } = start("--speed", "fast");
    expect({ code: await ended, ...said }).toEqual({
      code: 2,
      stdout: "",
      stderr: "--speed is a number above 0, up to 1000, not 'fast'.\n",
    });
  });
});
