import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { awaitTargets } from "../../stacks/awaited-targets.ts";
import { clientsOf } from "../../stacks/clients.ts";
import { saidIn } from "../../stacks/compared.ts";
import { parseDocument, type StackDocument } from "../../stacks/stack-document.ts";
import { snapshotOf } from "./described.ts";
import { emptyWorld } from "./world.ts";

const folder = join(import.meta.dirname, "../../stacks/shapes");
const shapes = readdirSync(folder).map((file) => file.replace(/\.json$/, ""));
const shapeNamed = (name: string): unknown => JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8"));

/** Ports of listeners, and for how long an instance of the slowest shape may take. */
const within = 30 * 60_000;

const portsOf = ({ Listeners }: StackDocument) => Listeners.flatMap(({ Port }) => Port ?? []);

/** What a document says of each thing that it describes, ids and what AWS fills in left out. */
const told = (document: StackDocument) =>
  Object.entries(saidIn(document)).flatMap(([list, items]) => items.map((item) => [list, item] as const));

describe("the shapes of stacks", () => {
  it("are some", () => {
    expect(shapes.length).toBeGreaterThan(7);
  });

  it.each(shapes)("'%s' is built as its file describes it, serves, and goes again", async (name) => {
    const world = await emptyWorld();
    const file = parseDocument(shapeNamed(name));
    const { loadBalancers } = await world.buildStack("shape", shapeNamed(name) as object);
    const [loadBalancer] = loadBalancers.map((one) => one.name);
    const asked = { loadBalancer: loadBalancer ?? "", ports: portsOf(file) };
    const wait = (duration: number) => world.advance(duration);
    expect(await world.asOperator((connection) => awaitTargets(clientsOf(connection), asked, wait, within))).toEqual(
      [],
    );

    const here = told(await snapshotOf(world));
    for (const [list, item] of told(file)) {
      if (list === "MetricAlarms" && String(Object(item).AlarmName).startsWith("TargetTracking-")) continue;
      expect(here).toContainEqual([list, expect.objectContaining(item)]);
    }
    await world.removeStack("shape");
    await world.advance(60_000);
    expect((await snapshotOf(world)).SecurityGroups.map(({ GroupName }) => GroupName)).toEqual(["default"]);
  });

  it("have a group's warm pool", async () => {
    const world = await emptyWorld();
    await world.buildStack("shape", shapeNamed("warm-pool") as object);
    await world.advance(600_000);
    const WarmPoolConfiguration = { MinSize: 1, PoolState: "Stopped", InstanceReusePolicy: { ReuseOnScaleIn: true } };
    expect((await snapshotOf(world)).AutoScalingGroups).toMatchObject([{ WarmPoolConfiguration, DesiredCapacity: 2 }]);
  });

  it("have the targets that a person registered, each at its target group", async () => {
    const world = await emptyWorld();
    await world.buildStack("shape", shapeNamed("targets-by-hand") as object);
    const { TargetGroups } = await snapshotOf(world);
    const counts = await Promise.all(
      TargetGroups.map(async ({ TargetGroupName, TargetGroupArn }) => {
        const health = await world.operate("elasticloadbalancing", "DescribeTargetHealth", { TargetGroupArn });
        return [TargetGroupName, (health as { TargetHealthDescriptions: object[] }).TargetHealthDescriptions.length];
      }),
    );
    expect(counts).toEqual([
      ["atelier-site", 2],
      ["atelier-tools", 1],
    ]);
  });
});
