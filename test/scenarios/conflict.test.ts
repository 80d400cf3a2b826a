/** Somebody changes by hand what a deployment changed: the rollback leaves that as it is, and can be finished once it is put right. */
import { afterAll, describe, expect, inject, it } from "vitest";
import { run } from "../../command/run.ts";
import { comparableState, differences } from "../../proof/dump/comparable-state.ts";
import { environment, sampleRelease, startSarcelle } from "../../proof/simulation/sarcelle.ts";
import { NothingToUndo } from "../../src/errors.ts";

const sarcelle = await startSarcelle({ seed: 1, template: inject("template") });
const { simulation } = sarcelle;
afterAll(simulation.stop);
await sarcelle.deploy({ action: "upgrade" }, "upgrade");
await sarcelle.deploy({ action: "deploy", release: sampleRelease("2") }, "deploy");

const loadBalancing = (operation: string, input: object) =>
  simulation.operate("elasticloadbalancing", operation, input);

const actions = (targetGroupArn: string) => {
  const ForwardConfig = { TargetGroups: [{ TargetGroupArn: targetGroupArn, Weight: 1 }] };
  return JSON.stringify({ actions: [{ Type: "forward", ForwardConfig }] });
};

interface Listener {
  readonly ListenerArn: string;
  readonly Port: number;
  readonly DefaultActions: readonly [{ readonly TargetGroupArn: string }];
}

/** The production listeners, HTTP first. */
const listeners = async (): Promise<readonly [Listener, Listener]> => {
  const { LoadBalancers } = (await loadBalancing("DescribeLoadBalancers", { Names: ["web"] })) as {
    readonly LoadBalancers: readonly [{ readonly LoadBalancerArn: string }];
  };
  const on = async (port: number, Marker?: string): Promise<Listener> => {
    const page = (await loadBalancing("DescribeListeners", {
      LoadBalancerArn: LoadBalancers[0].LoadBalancerArn,
      ...(Marker === undefined ? {} : { Marker }),
    })) as { readonly Listeners: readonly Listener[]; readonly NextMarker?: string };
    return page.Listeners.find(({ Port }) => Port === port) ?? on(port, page.NextMarker);
  };
  return [await on(8080), await on(8443)];
};
const forwardedTo = ({ DefaultActions: [{ TargetGroupArn }] }: Listener) => TargetGroupArn;
const forward = ({ ListenerArn }: Listener, TargetGroupArn: string) =>
  loadBalancing("ModifyListener", { ListenerArn, DefaultActions: [{ Type: "forward", TargetGroupArn }] });

interface TargetGroup {
  readonly TargetGroupArn: string;
  readonly VpcId: string;
}
const onlyGroup = (answer: unknown): TargetGroup =>
  (answer as { readonly TargetGroups: readonly [TargetGroup] }).TargetGroups[0];

/** The execution by which a rollback is tried once more by itself, after `deployment`'s own ended. */
const triedOnceMore = async (deployment: string) => {
  const arn = deployment.replace(/blue-green:(.*)/, "rollback:undo-$1");
  // An event tells of the end, and it may come a while later.
  const isThere = () =>
    sarcelle.execution(arn).then(
      () => true,
      () => false,
    );
  await simulation.until(isThere, 60_000);
  return sarcelle.ended(arn);
};

const rollBack = (...options: readonly string[]) =>
  simulation.asOperator(() => run(["rollback", environment, ...options]));

const free = () => simulation.until(async () => (await sarcelle.lock()) === undefined, 600_000);

describe("somebody points a listener elsewhere while a switch is under way", async () => {
  const { TargetGroupArn: blue, VpcId } = onlyGroup(
    await loadBalancing("DescribeTargetGroups", { Names: ["web-http"] }),
  );
  const made = { Name: "elsewhere", Protocol: "HTTP", Port: 8080, VpcId };
  const { TargetGroupArn: elsewhere } = onlyGroup(await loadBalancing("CreateTargetGroup", made));
  await sarcelle.rest();
  const before = await simulation.state();

  it("the switch is undone, but for that listener, and says what it was and what it is", async () => {
    const [http, https] = await listeners();
    // The switch hears of its first write only after a while: long enough to meddle with what it wrote.
    simulation.faults.add({
      target: "elasticloadbalancing:ModifyListener",
      fault: "latency",
      milliseconds: 30_000,
      nth: 1,
    });
    const since = simulation.calls.count();
    const deployment = await sarcelle.start({ action: "switch" }, "meddled-with");
    const written = () => simulation.calls.list({ operation: "ModifyListener", since }).length > 0;
    await simulation.until(written, 60_000, 100);
    await forward(http, elsewhere);

    expect(await sarcelle.ended(deployment)).toMatchObject({
      status: "FAILED",
      error: "RollbackFailed",
      cause: expect.stringContaining(`It was: ${actions(blue)}; it is: ${actions(elsewhere)}.`),
    });
    expect((await listeners()).map(forwardedTo)).toEqual([elsewhere, forwardedTo(https)]);
    // An execution that ends with an open journal has its rollback tried once more by itself.
    expect(await triedOnceMore(deployment)).toMatchObject({ error: "RollbackFailed" });
  });

  it("the environment stays locked, also when the listener is pointed back", async () => {
    expect(await sarcelle.lock()).toMatchObject({
      owner: "rollback:undo-meddled-with",
      deployment: { id: "meddled-with" },
    });
    await forward((await listeners())[0], blue);
    const refused = await sarcelle.start({ action: "deploy", release: sampleRelease("3") }, "refused");
    expect(await sarcelle.ended(refused)).toMatchObject({
      error: "EnvironmentBusy",
      cause: expect.stringContaining("deployment 'meddled-with'"),
    });
  });

  it("the rollback can be finished then, and frees the environment", async () => {
    expect(await rollBack("--resume")).toBe(0);
    await free();
    expect((await sarcelle.journals()).at(-1)).toMatchObject({
      deployment: { id: "meddled-with" },
      outcome: "RolledBack",
    });
    await sarcelle.rest();
    expect(differences(comparableState(before), comparableState(await simulation.state()))).toEqual([]);
  });

  it("to go on once more undoes nothing else: there is nothing to go on with", async () => {
    await expect(rollBack("--resume")).rejects.toEqual(
      new NothingToUndo(
        "'web-live' has no rollback that could not finish; see 'sarcelle status web-live'. Nothing was changed.",
      ),
    );
  });
});

describe("somebody changes a group's size before a deploy is rolled back", () => {
  it("the size is left as it is, and the rollback can be finished once it is what it was", async () => {
    const before = await simulation.state();
    const setMaxSize = (MaxSize: number) =>
      simulation.operate("autoscaling", "UpdateAutoScalingGroup", { AutoScalingGroupName: "web-green", MaxSize });
    const broken = sampleRelease("4", "HEALTH=never");
    const deployment = await sarcelle.start({ action: "deploy", release: broken }, "resized");
    const launched = async () => {
      const last = (await sarcelle.lock())?.entries.at(-1);
      return last?.step === "LaunchRelease" && last.status === "applied";
    };
    await simulation.until(launched, 600_000, 200);
    await setMaxSize(7);

    expect(await sarcelle.ended(deployment)).toMatchObject({
      status: "FAILED",
      error: "RollbackFailed",
      cause: expect.stringContaining('It was: {"min":0,"max":4,"desired":0}; it is: {"min":2,"max":7,"desired":2}.'),
    });
    expect(await triedOnceMore(deployment)).toMatchObject({ error: "RollbackFailed" });
    const { AutoScalingGroups } = (await simulation.operate("autoscaling", "DescribeAutoScalingGroups", {
      AutoScalingGroupNames: ["web-green"],
    })) as { readonly AutoScalingGroups: readonly object[] };
    expect(AutoScalingGroups[0]).toMatchObject({ MinSize: 2, MaxSize: 7, DesiredCapacity: 2 });

    await setMaxSize(4);
    expect(await rollBack()).toBe(0);
    await free();
    await sarcelle.rest();
    expect(differences(comparableState(before), comparableState(await simulation.state()))).toEqual([]);
  });
});
