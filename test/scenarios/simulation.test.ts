/** Whole worlds in virtual time: a seed replays a run, and a run agrees with itself. */
import { expect, inject, it } from "vitest";
import { releaseOf, startSarcelle } from "../../proof/simulation/sarcelle.ts";

/** A release from an ordinary stack: every API call that anybody made, every request that was sent, and where it ended. */
const releaseIn = async (seed: number) => {
  const sarcelle = await startSarcelle({ seed, template: inject("template") });
  const { simulation } = sarcelle;
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  const input = { action: "release", release: releaseOf("2"), strategy: { scaledown: true } };
  await sarcelle.deploy(input, "release");
  const [calls, state, traffic] = [simulation.calls.list(), await simulation.state(), simulation.traffic()];
  await simulation.stop();
  return { calls, state, traffic };
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

it("a release that never becomes healthy is undone, and no request fails", async () => {
  const sarcelle = await startSarcelle({ seed: 1, template: inject("template") });
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  const arn = await sarcelle.start({ action: "release", release: releaseOf("2", "HEALTH=never") }, "broken");
  expect(await sarcelle.ended(arn)).toMatchObject({ status: "FAILED", error: "RolledBack" });
  expect(await sarcelle.lock()).toBeUndefined();
  expect(sarcelle.simulation.traffic()).toMatchObject({ failed: 0, byVersion: { 1: { failed: 0 } } });
  await sarcelle.simulation.stop();
});
