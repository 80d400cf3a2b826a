/** What `sarcelle snapshot` writes of a stack is that stack: it says the same as the file that the stack was built from. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSimulation } from "@sarcelle/playground/simulation";
import { parseDocument, type StackDocument } from "@sarcelle/playground/stacks";
import { saidIn } from "@sarcelle/playground/stacks/compared";
import { describe, expect, inject, it, onTestFinished, vi } from "vitest";
import { deploymentHandlers } from "../../command/rehearsal/functions.ts";
import { rehearseStack } from "../../command/rehearsal/rehearse.ts";
import { run } from "../../command/run.ts";

const folder = join(import.meta.dirname, "../../playground/stacks/shapes");
const shapes = readdirSync(folder).map((file) => file.replace(/\.json$/, ""));
const fileOf = (name: string): object => JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8"));

/** A world with a stack in it, and the command as its operator types it. */
const worldWith = async (shape: string) => {
  const world = await startSimulation({ seed: 1, template: inject("template"), handlers: deploymentHandlers });
  onTestFinished(() => world.stop());
  await world.buildStack("shape", fileOf(shape));
  await world.advance(1_800_000);
  const scratch = mkdtempSync(join(tmpdir(), "snapshot-"));
  onTestFinished(() => rmSync(scratch, { recursive: true, force: true }));
  const output = join(scratch, "stack.json");
  const written: string[] = [];
  const loadBalancer = parseDocument(fileOf(shape)).LoadBalancers[0]?.LoadBalancerName ?? "";
  const take = async (...options: readonly string[]) => {
    const stdout = vi.spyOn(process.stdout, "write").mockImplementation((text) => written.push(String(text)) > 0);
    try {
      return await world.asOperator(() => run(["snapshot", loadBalancer, "--file", output, ...options]));
    } finally {
      stdout.mockRestore();
    }
  };
  return { world, take, written, read: () => parseDocument(JSON.parse(readFileSync(output, "utf8"))) };
};

/** Target tracking's own alarms come and go with their policies. */
const isTracking = (item: object) => String(Object(item).AlarmName).startsWith("TargetTracking-");

/** What both say of each thing, without what only one of them has: settings that AWS fills in where nobody gave them. */
const alike = (document: StackDocument) =>
  Object.entries(saidIn(document)).map(([list, items]) => [list, items.filter((item) => !isTracking(item))] as const);

describe("the snapshot of a stack", () => {
  it.each(shapes)("'%s' says what its file says, and has nothing else in it", async (shape) => {
    const { take, read } = await worldWith(shape);
    expect(await take("--user-data")).toBe(0);
    const taken = Object.fromEntries(alike(read()));
    for (const [list, items] of alike(parseDocument(fileOf(shape)))) {
      for (const item of items) expect(taken[list]).toContainEqual(expect.objectContaining(item));
      expect([list, taken[list]?.length]).toEqual([list, items.length]);
    }
  });

  it("reads and does nothing else, and leaves user data where it is, unless it is asked for; what is not in the file is said", async () => {
    const { world, take, read, written } = await worldWith("off-at-night");
    const since = world.calls.list().length;
    expect(await take()).toBe(0);
    const calls = world.calls.list().slice(since);
    expect(calls.length).toBeGreaterThan(10);
    expect(calls.filter(({ mutating }) => mutating)).toEqual([]);
    expect(JSON.stringify(read())).not.toContain("UserData");
    const said = written.join("");
    expect(said).toContain("user data of 2 launch template versions; --user-data takes it");
    expect(said).toContain("Nothing was changed. Next: sarcelle rehearse");
    await expect(take()).rejects.toThrow(/is there already/);
  });

  it.each([
    [
      "tagged-by-its-framework",
      { LoadBalancerAttributes: "deletion_protection.enabled", TagDescriptions: "cdk:version" },
    ],
    [
      "scales-by-a-quarter",
      { NotificationConfigurations: "EC2_INSTANCE_TERMINATE_ERROR", TargetGroupAttributes: '"60"' },
    ],
    ["warm-pool", { AutoScalingGroups: '"ReuseOnScaleIn":true', Images: "ami-", Subnets: "subnet-", Vpcs: "vpc-" }],
  ])("of '%s' has what stands beside the things themselves", async (shape, expected) => {
    const { take, read } = await worldWith(shape);
    await take();
    const taken: Readonly<Record<string, unknown>> = { ...read() };
    for (const [list, text] of Object.entries(expected)) expect(JSON.stringify(taken[list])).toContain(text);
  });

  it("has the targets that a person registered with it, and the instances that they are", async () => {
    const { take, read } = await worldWith("targets-by-hand");
    await take();
    const { TargetHealthDescriptions, Reservations } = read();
    expect(Object.values(TargetHealthDescriptions).flat()).toHaveLength(3);
    expect(Reservations.flatMap(({ Instances = [] }) => Instances)).toHaveLength(3);
  });

  it("is rehearsed as the stack is", async () => {
    const { take, read } = await worldWith("warm-pool");
    await take();
    const options = { template: inject("template"), bootSeconds: 60 };
    const [ofFile, ofSnapshot] = [
      await rehearseStack(parseDocument(fileOf("warm-pool")), options),
      await rehearseStack(read(), options),
    ];
    expect(ofSnapshot.acts.map(({ title, ended }) => [title, ended])).toEqual(
      ofFile.acts.map(({ title, ended }) => [title, ended]),
    );
    expect(ofSnapshot.wrong).toEqual([]);
  });

  it("of a load balancer that there is not says so", async () => {
    const { world } = await worldWith("warm-pool");
    await expect(world.asOperator(() => run(["snapshot", "nowhere"]))).rejects.toThrow(
      "There is no load balancer 'nowhere'.",
    );
  });
});
