import { DescribeExecutionCommand, RedriveExecutionCommand, StopExecutionCommand } from "@aws-sdk/client-sfn";
import { afterAll, describe, expect, it } from "vitest";
import { differences } from "../../scripts/story/comparable-state.ts";
import { forwardedTo } from "./by-hand.ts";
import { until } from "./until.ts";
import { releaseOf, startWorld, succeeded } from "./world.ts";

const world = await startWorld();
afterAll(world.stop);

/** The target groups that the production listeners of `stack` reach. */
const reached = async (stack: string, environment: Parameters<typeof world.listeners>[0]) =>
  (await world.listeners(environment))
    .map((each) => forwardedTo(each).split("/")[1]?.replace(`${stack}-`, ""))
    .toSorted();

describe.each(["lost-response", "crash", "throttle"] as const)("with one %s", (fault) => {
  const stack = fault === "lost-response" ? "lost" : fault;
  const environment = `${stack}-live`;
  const once = (target: string) => world.fault({ target, fault, nth: 1, principal: "assumed-role" });

  it("an upgrade, a deploy and a switch succeed all the same, and no request fails", async () => {
    const registered = await world.stack(stack);
    await world.inService(registered);
    await world.startTraffic(registered, 20);

    await once("autoscaling:CreateAutoScalingGroup");
    expect(await world.run({ environment, action: "upgrade" })).toMatchObject(succeeded);
    expect(await world.takeFaults()).toEqual([1]);

    await once("autoscaling:UpdateAutoScalingGroup");
    expect(await world.run({ environment, action: "deploy", release: releaseOf("2") })).toMatchObject(succeeded);
    expect(await world.takeFaults()).toEqual([1]);

    await once("elasticloadbalancing:ModifyListener");
    expect(await world.run({ environment, action: "switch" })).toMatchObject(succeeded);
    expect(await world.takeFaults()).toEqual([1]);

    expect(await reached(stack, registered)).toEqual(["http-green", "https-green"]);
    const { failed, failures } = await world.stopTraffic();
    expect({ failed, failures }).toEqual({ failed: 0, failures: [] });
  });
});

describe("when AWS fails for good", () => {
  it("a switch that moved one of two listeners moves it back, and no request fails", async () => {
    const web = await world.blueGreen("web");
    expect(await world.run({ environment: web.name, action: "deploy", release: releaseOf("2") })).toMatchObject(
      succeeded,
    );
    const before = await world.settled();
    await world.startTraffic(web, 20);
    await world.fault({
      target: "elasticloadbalancing:ModifyListener",
      fault: "error",
      nth: 2,
      times: 1_000,
      principal: "shiftTraffic",
    });
    expect(await world.run({ environment: web.name, action: "switch" }, { name: "half-way" })).toEqual({
      status: "FAILED",
      error: "RolledBack",
      cause:
        "AwsUnavailable: AWS did not answer ModifyListenerCommand (InternalFailure: The request processing has failed because of an unknown error, exception or failure.). All 3 changes of deployment 'half-way' were undone; 'web-live' is as it was before and free.",
    });
    expect(await world.lock(web)).toBeUndefined();
    expect(differences(before, await world.settled())).toEqual([]);
    const { failed, failures } = await world.stopTraffic();
    expect({ failed, failures }).toEqual({ failed: 0, failures: [] });
    await world.takeFaults();
  });
});

describe("when somebody stops the execution of a deploy", () => {
  const environment = "web-live";
  let before: unknown;

  it("the rollback starts by itself and restores everything", async () => {
    before = await world.settled();
    const slow = releaseOf("3", "START_DELAY=30");
    await world.start({ environment, action: "deploy", release: slow }, { name: "stopped" });
    await until("the release is launched", async () => {
      const last = (await world.lock({ name: environment }))?.entries.at(-1);
      return last?.step === "LaunchRelease" && last.status === "applied" ? true : undefined;
    });
    await world.machines.send(
      new StopExecutionCommand({ executionArn: world.arn("execution", "blue-green", ":stopped") }),
    );
    expect(await world.ended("stopped")).toMatchObject({ status: "ABORTED" });
    expect(await world.ended("undo-stopped", "rollback")).toEqual({
      status: "FAILED",
      error: "RolledBack",
      cause:
        "RollbackRequested: Rollback requested by execution ended as ABORTED. All 4 changes of deployment 'stopped' were undone; 'web-live' is as it was before and free.",
    });
    expect(await world.lock({ name: environment })).toBeUndefined();
    expect(differences(before, await world.settled())).toEqual([]);
  });

  it("redriving it changes nothing any more", async () => {
    await world.newCalls();
    const executionArn = world.arn("execution", "blue-green", ":stopped");
    await world.machines.send(new RedriveExecutionCommand({ executionArn }));
    // Reads trail writes: until they show the redrive, they show how it ended before.
    await until("the redrive shows", async () => {
      const { redriveCount } = await world.machines.send(new DescribeExecutionCommand({ executionArn }));
      return redriveCount === 1 ? true : undefined;
    });
    expect(await world.ended("stopped")).toEqual({
      status: "FAILED",
      error: "LockLost",
      cause:
        "'stopped' (epoch 5) does not hold the lock of 'web-live' any more. Nothing was written; 'sarcelle status web-live' shows who holds it.",
    });
    const changing = (await world.newCalls()).filter(
      ({ mutating, service }) => mutating && service !== "dynamodb" && service !== "states",
    );
    expect(changing).toEqual([]);
    expect(differences(before, await world.settled())).toEqual([]);
  });
});
