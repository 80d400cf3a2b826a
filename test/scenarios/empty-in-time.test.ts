/** A side that is being emptied is looked at when it can be empty, and not on a timer. */
import { expect, inject, it } from "vitest";
import { sampleRelease, startSarcelle } from "../../proof/simulation/sarcelle.ts";

it("a release whose old side is empty in time leaves nothing, and looks no more often than its targets' draining needs", async () => {
  const { simulation, deploy, start, ended } = await startSarcelle({ seed: 1, template: inject("template") });
  await deploy({ action: "upgrade" }, "upgrade");
  const release = { action: "release", release: sampleRelease("2"), scaledown: true };
  const { status, output } = await ended(await start(release, "release"));
  const { outcome, left } = JSON.parse(output ?? "{}");
  expect({ status, outcome, left }).toEqual({ status: "SUCCEEDED", outcome: "Succeeded" });
  const looks = simulation.calls
    .list({ operation: "BatchGetItem" })
    .filter(({ principal = "" }) => principal.endsWith("awaitScaledDown"));
  expect(looks.length).toBeGreaterThan(0);
  expect(looks.length).toBeLessThanOrEqual(4);
  await simulation.stop();
});
