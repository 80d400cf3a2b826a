/** Whole worlds in virtual time: a seed replays a run, and a run agrees with itself. */
import { isDeepStrictEqual } from "node:util";
import { expect, inject, it } from "vitest";
import { sarcelleHandlers } from "../../command/rehearsal/functions.ts";
import { sampleRelease, startSarcelle } from "../../proof/simulation/sarcelle.ts";

/** A release from an ordinary stack: every API call that anybody made, every request that was sent, and where it ended. */
const releaseIn = async (seed: number, options: object = {}, faults: readonly object[] = []) => {
  const sarcelle = await startSarcelle({ seed, template: inject("template"), ...options });
  const { simulation } = sarcelle;
  for (const fault of faults) simulation.faults.add(fault);
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  const input = { action: "release", release: sampleRelease("2"), scaledown: true };
  await sarcelle.deploy(input, "release");
  const [calls, state, traffic] = [simulation.calls.list(), await simulation.state(), simulation.traffic()];
  const struck = simulation.faults.list().map(({ fired }) => fired);
  await simulation.stop();
  return { calls, state, traffic, struck };
};

it("the same seed gives the same run to the last API call, and another seed another one", async () => {
  const [first, second] = [await releaseIn(7), await releaseIn(7)];
  expect(first.calls.length).toBeGreaterThan(300);
  expect(second.calls).toEqual(first.calls);
  expect(second).toEqual(first);
  const other = await releaseIn(8);
  expect(other.calls).not.toEqual(first.calls);
  expect([first.traffic.failed, other.traffic.failed]).toEqual([0, 0]);
});

/** What makes clients try again, in services of several protocols: through each door with the same waits. */
const hindrances = [
  { target: "dynamodb:UpdateItem", fault: "throttle", nth: 3, times: 2 },
  { target: "elasticloadbalancing:Describe*", fault: "throttle", nth: 10, times: 3 },
  { target: "autoscaling:*", fault: "error", nth: 12, times: 2 },
  { target: "ec2:Describe*", fault: "lost-response", nth: 5 },
  { target: "events:PutEvents", fault: "throttle", nth: 4, times: 2 },
  { target: "sqs:SendMessage*", fault: "error", nth: 1, times: 2 },
];

it("by value, in the service's protocol or through all of the SDK: whichever way calls take to the gateway, the run is the same", async () => {
  const through = (door: "by value" | "sent" | "whole") =>
    releaseIn(7, { handlers: sarcelleHandlers, door }, hindrances);
  const byValue = await through("by value");
  expect(byValue.struck).toEqual([2, 3, 2, 1, 2, 2]);
  for (const door of ["sent", "whole"] as const) {
    const other = await through(door);
    // The first that differs says more than all of them.
    expect(other.calls.find((call, index) => !isDeepStrictEqual(call, byValue.calls[index]))).toBeUndefined();
    expect(other).toEqual(byValue);
  }
});

it("a release that never becomes healthy is undone, and no request fails", async () => {
  const sarcelle = await startSarcelle({ seed: 1, template: inject("template") });
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  const arn = await sarcelle.start({ action: "release", release: sampleRelease("2", "HEALTH=never") }, "broken");
  expect(await sarcelle.ended(arn)).toMatchObject({ status: "FAILED", error: "RolledBack" });
  expect(await sarcelle.lock()).toBeUndefined();
  expect(sarcelle.simulation.traffic()).toMatchObject({ failed: 0, byVersion: { 1: { failed: 0 } } });
  await sarcelle.simulation.stop();
});
