/** A rollback on demand, while the state before can still be reached and after. */
import { expect, inject, it } from "vitest";
import { run } from "../../command/run.ts";
import { comparableState, differences } from "../../proof/dump/comparable-state.ts";
import { environment, sampleRelease, startSarcelle } from "../../proof/simulation/sarcelle.ts";
import { NothingToUndo } from "../../src/errors.ts";

it("says what is in the way once somebody changed what the deployment left, and undoes it once that is settled", async () => {
  const sarcelle = await startSarcelle({ seed: 1, template: inject("template") });
  const { simulation } = sarcelle;
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  const before = comparableState(await simulation.state());
  await sarcelle.deploy({ action: "deploy", release: sampleRelease("2") }, "deploy");
  const resize = (MaxSize: number) =>
    simulation.operate("autoscaling", "UpdateAutoScalingGroup", { AutoScalingGroupName: "web-green", MaxSize });
  await resize(7);
  await simulation.advance(5_000);

  const why =
    "Deployment 'deploy' (deploy) cannot be undone any more: group-capacity web-green was changed since (max). Nothing was changed. The history has no earlier release; deploy one by its file: 'sarcelle deploy web-live --release FILE'.";
  const planned = simulation.asOperator(() => run(["plan", environment, "rollback"]));
  await expect(planned).rejects.toThrow(new NothingToUndo(why));
  const refused = await sarcelle.ended(await sarcelle.start({}, "too-late", "rollback"));
  expect(refused).toMatchObject({ error: "NothingToUndo", cause: why });
  expect(await sarcelle.lock()).toBeUndefined();

  await resize(4);
  await simulation.advance(5_000);
  expect(await simulation.asOperator(() => run(["plan", environment, "rollback"]))).toBe(0);
  const undone = await sarcelle.ended(await sarcelle.start({}, "in-time", "rollback"));
  expect(undone).toMatchObject({ error: "RolledBack" });
  await sarcelle.rest();
  expect(differences(before, comparableState(await simulation.state()))).toEqual([]);
  await simulation.stop();
});
