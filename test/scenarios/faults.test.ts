import { RedriveExecutionCommand, StopExecutionCommand } from "@aws-sdk/client-sfn";
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
