/** Before traffic moves back, the side that gets it is brought up; and where neither side is fit, the rollback does no harm and stops. */
import { expect, inject, it } from "vitest";
import { type Sarcelle, sampleRelease, startSarcelle } from "../../proof/simulation/sarcelle.ts";

const template = inject("template");

interface Group {
  readonly MinSize: number;
  readonly DesiredCapacity: number;
}

/** A world in which release 2 has just got the traffic and bakes: `meanwhile` happens then, and then the bake fails. */
const failedBake = async (meanwhile: (sarcelle: Sarcelle) => Promise<void>) => {
  const sarcelle = await startSarcelle({ seed: 1, template, bakeSeconds: 300 });
  const { simulation } = sarcelle;
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  const arn = await sarcelle.start({ action: "release", release: sampleRelease("2") }, "bad");
  await simulation.until(async () => (await sarcelle.lock())?.entries.at(-1)?.step === "MoveTraffic", 600_000, 200);
  await simulation.until(async () => (await sarcelle.lock())?.entries.at(-1)?.status === "applied", 60_000, 200);
  await meanwhile(sarcelle);
  simulation.faults.add({ target: "instance:sarcelle:version=2", fault: "status-500" });
  return { sarcelle, arn };
};

const groupOf = async ({ simulation }: Sarcelle, name: string): Promise<Group> => {
  const { AutoScalingGroups } = (await simulation.operate("autoscaling", "DescribeAutoScalingGroups", {
    AutoScalingGroupNames: [name],
  })) as { readonly AutoScalingGroups: readonly [Group] };
  const { MinSize, DesiredCapacity } = AutoScalingGroups[0];
  return { MinSize, DesiredCapacity };
};

const resized = (AutoScalingGroupName: string, MinSize: number, DesiredCapacity: number) => (sarcelle: Sarcelle) =>
  sarcelle.simulation.operate("autoscaling", "UpdateAutoScalingGroup", {
    AutoScalingGroupName,
    MinSize,
    DesiredCapacity,
  }) as Promise<void>;

const healthyOf = async ({ simulation }: Sarcelle, name: string): Promise<number> => {
  const groups = (await simulation.operate("elasticloadbalancing", "DescribeTargetGroups", { Names: [name] })) as {
    readonly TargetGroups: readonly [{ readonly TargetGroupArn: string }];
  };
  const [{ TargetGroupArn }] = groups.TargetGroups;
  const health = (await simulation.operate("elasticloadbalancing", "DescribeTargetHealth", { TargetGroupArn })) as {
    readonly TargetHealthDescriptions: readonly { readonly TargetHealth: { readonly State: string } }[];
  };
  return health.TargetHealthDescriptions.filter(({ TargetHealth }) => TargetHealth.State === "healthy").length;
};

const versionsSince = async (sarcelle: Sarcelle) => {
  const before = sarcelle.simulation.traffic().byVersion;
  await sarcelle.simulation.advance(10_000);
  const after = sarcelle.simulation.traffic().byVersion;
  return Object.keys(after).filter((version) => (after[version]?.total ?? 0) > (before[version]?.total ?? 0));
};

it("an old side that somebody emptied during the bake is brought back up before it gets the traffic", async () => {
  const { sarcelle, arn } = await failedBake(resized("web", 0, 0));
  expect(await sarcelle.ended(arn)).toMatchObject({ error: "RolledBack" });
  // The instances that carry the traffic stay, and once they are held no more the minimum is the person's again.
  expect(await groupOf(sarcelle, "web")).toEqual({ MinSize: 2, DesiredCapacity: 2 });
  expect(await versionsSince(sarcelle)).toEqual(["1"]);
  const [journal] = (await sarcelle.journals()).filter(({ deployment }) => deployment.id === "bad");
  expect(journal?.entries.filter(({ step }) => step === "UndoChanges")).toMatchObject([
    {
      status: "applied",
      change: { resource: { kind: "group-capacity", id: "web" }, before: { min: 0 }, after: { min: 2 } },
    },
  ]);
  expect(await sarcelle.holds()).toMatchObject([{ group: "web", min: 2, returnTo: 0 }]);
  await sarcelle.unheld();
  expect(await groupOf(sarcelle, "web")).toEqual({ MinSize: 0, DesiredCapacity: 2 });
  await sarcelle.simulation.stop();
});

it("where neither side can carry the traffic it stays, the rollback says so, and goes on once a side is fit", async () => {
  const { sarcelle, arn } = await failedBake(async (sarcelle) => {
    const { simulation } = sarcelle;
    simulation.faults.add({ target: "link:aws:autoscaling:groupName=web", fault: "refuse" });
    // Its health checks fail before those of the other side do.
    await simulation.until(async () => (await healthyOf(sarcelle, "web-http")) === 0, 120_000);
  });
  const { error, cause = "" } = await sarcelle.ended(arn);
  expect(error).toBe("RollbackFailed");
  expect(cause).toMatch(
    /^RollbackIncomplete: Neither side can carry the traffic\. It stays on green \(web-http-green 0 of 2 healthy, web-https-green 0 of 2 healthy\), which is no worse than blue: traffic cannot move back to blue yet: .* Bring one of them up at once\. \(rolling back after BakeFailed: /,
  );
  expect(cause).toContain("To restore it: aws elbv2 modify-listener --listener-arn ");
  const moved = sarcelle.simulation.calls
    .list()
    .filter(({ operation, principal }) => operation === "ModifyListener" && principal?.includes("undoChanges"));
  expect(moved).toEqual([]);

  sarcelle.simulation.faults.removeAll();
  // The execution that failed has its rollback tried once more by itself.
  await sarcelle.simulation.until(async () => (await sarcelle.lock()) === undefined, 3_600_000);
  const again = await sarcelle.ended(arn.replace("blue-green:bad", "rollback:undo-bad"));
  expect(again).toMatchObject({ error: "RolledBack" });
  expect(await versionsSince(sarcelle)).toEqual(["1"]);
  await sarcelle.simulation.stop();
});
