/** `sarcelle rolling-update`, as a person types it. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, inject, it, onTestFinished, vi } from "vitest";
import { rollingUpdateCommand } from "../../command/commands/rolling-update.ts";
import { followedLineSchema } from "../../command/deployments/followed-line.ts";
import type { Output } from "../../command/formats/document.ts";
import { environment, sampleRelease, service, startSarcelle } from "../../proof/simulation/sarcelle.ts";
import { InvalidInput } from "../../src/errors.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

/** A world with one side, and the command in it: answers its exit code, with what it wrote to standard output. */
const typed = async (said: object = {}) => {
  const sarcelle = await startSarcelle({ seed: 1, template: inject("template"), sides: 1, more: said });
  const { simulation } = sarcelle;
  onTestFinished(simulation.stop);
  const folder = mkdtempSync(join(tmpdir(), "rolling-update-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const release = join(folder, "release.json");
  return {
    ...sarcelle,
    type: async (
      released: object,
      options: { readonly wait?: boolean; readonly output?: Output; readonly name?: string } = {},
    ) => {
      writeFileSync(release, JSON.stringify(released));
      let out = "";
      vi.spyOn(process.stdout, "write").mockImplementation((text) => {
        out += String(text);
        return true;
      });
      const given = {
        stack: service,
        requestedBy: "ann",
        name: "typed",
        endpointUrl: undefined,
        region: undefined,
        profile: undefined,
        override: false,
        reason: undefined,
        yes: true,
        wait: false,
        output: "text" as const,
        ...options,
      };
      const code = await simulation.asOperator(() =>
        rollingUpdateCommand.run({ environment }, { release, releaseOf: undefined, ...given }),
      );
      vi.restoreAllMocks();
      return { code, out };
    },
    started: async () => {
      const { executions } = (await simulation.operate("states", "ListExecutions", {
        stateMachineArn: `arn:aws:states:${sarcelle.world.region}:${sarcelle.world.account}:stateMachine:${service}-rolling-update`,
      })) as { readonly executions: readonly { readonly executionArn: string; readonly name: string }[] };
      return executions;
    },
  };
};

describe("sarcelle rolling-update", () => {
  it("starts the machine of rolling updates with what was typed, who asked, and nothing else", async () => {
    const world = await typed();
    const { code, out } = await world.type(sampleRelease("2"));
    const { region, account } = world.world;
    const arn = `arn:aws:states:${region}:${account}:execution:${service}-rolling-update:typed`;
    expect({ code, out }).toEqual({
      code: 0,
      out: `rolling-update of ${environment} started: ${arn}\nFollow it: sarcelle watch ${environment} typed\n`,
    });
    const { input = "" } = await world.execution(arn);
    expect(JSON.parse(input)).toEqual({
      ...{ environment, action: "rolling-update", release: sampleRelease("2"), requestedBy: "ann" },
      caller: expect.stringMatching(/^arn:aws:/),
    });
  });

  it("follows it to its end, and answers whether it succeeded", async () => {
    const world = await typed();
    const { code, out } = await world.type(sampleRelease("2"), { wait: true });
    expect({ code, out }).toEqual({
      code: 0,
      out: expect.stringMatching(/→ StartRefresh.*→ AwaitRefresh.*Succeeded\.\n$/s),
    });
  });

  it("says why it was refused, with exit code 2, whether it is followed or not", async () => {
    const world = await typed();
    await world.simulation.operate("autoscaling", "StartInstanceRefresh", { AutoScalingGroupName: "web" });
    await world.simulation.advance(30_000);
    const { code, out } = await world.type(sampleRelease("2"), { wait: true, output: "json" });
    expect({ code, ended: JSON.parse(out) }).toMatchObject({
      code: 2,
      ended: { status: "FAILED", error: "CannotRefresh", cause: expect.stringContaining("AWS is not done with") },
    });
    // Who does not wait hears of it too, a second later.
    const unfollowed = await world.type(sampleRelease("3"), { output: "ndjson", name: "another" });
    const lines = unfollowed.out.trimEnd().split("\n");
    expect({ code: unfollowed.code, lines: lines.map((line) => followedLineSchema.parse(JSON.parse(line))) }).toEqual({
      code: 2,
      lines: [
        expect.objectContaining({
          type: "started",
          action: "rolling-update",
          execution: expect.stringMatching(/:another$/),
        }),
        expect.objectContaining({ type: "ended", succeeded: false, error: "CannotRefresh" }),
      ],
    });
  });

  it("starts nothing with a release that no machine would take", async () => {
    const world = await typed();
    await expect(world.type({ version: "2" })).rejects.toThrow(InvalidInput);
    expect(await world.started()).toEqual([]);
  });
});
