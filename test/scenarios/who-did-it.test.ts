/** Whom the inventory names for what became of an environment: CloudTrail knows the roles of functions only. */
import { expect, inject, it } from "vitest";
import { sarcelleHandlers } from "../../command/rehearsal/functions.ts";
import { environment, sampleRelease, startSarcelle } from "../../proof/simulation/sarcelle.ts";
import { says } from "./typing.ts";

const caller = "arn:aws:sts::123456789012:assumed-role/deployers/ann";

const by = (id: string, requestedBy: string) => ({ id, requestedBy, undo: false });

it("each launch, move and undo is put down to the deployment that made it and to who asked for that, and nothing to a role", async () => {
  const sarcelle = await startSarcelle({
    seed: 1,
    template: inject("template"),
    handlers: sarcelleHandlers,
    bakeSeconds: 30,
  });
  const { simulation } = sarcelle;
  await sarcelle.deploy({ action: "upgrade", requestedBy: "ann" }, "the-upgrade");
  // An event tells that something changed, and the inventory reads what stands by then: each has the time that its news takes.
  await simulation.advance(60_000);
  await sarcelle.deploy(
    { action: "release", release: sampleRelease("2"), requestedBy: "build 17", caller },
    "release-2",
  );
  const bad = { action: "release", release: sampleRelease("3", "HEALTH=never"), requestedBy: "build 18" };
  expect(await sarcelle.ended(await sarcelle.start(bad, "release-3"))).toMatchObject({ error: "RolledBack" });
  await sarcelle.rest();
  const input = { deployment: "release-2", requestedBy: "ben" };
  expect(await sarcelle.ended(await sarcelle.start(input, "back-to-1", "rollback"))).toMatchObject({
    error: "RolledBack",
  });
  await sarcelle.rest();
  await simulation.advance(60_000);

  const told: readonly { what: string; side: string; deployment?: object }[] = JSON.parse(
    await says(simulation, "history", "--environment", environment, "--json"),
  );
  const before = ["release blue", "traffic blue", "traffic blue"];
  expect(
    told
      .slice(0, 3)
      .map(({ what, side }) => `${what} ${side}`)
      .toSorted(),
  ).toEqual(before);
  const [upgrade, release2] = [by("the-upgrade", "ann"), { ...by("release-2", "build 17"), caller }];
  const [release3, back] = [by("release-3", "build 18"), by("back-to-1", "ben")];
  expect(told.slice(3).map(({ what, side, deployment }) => [what, side, deployment])).toEqual([
    ["release", "green", upgrade],
    ["release", "green", release2],
    ["traffic", "green", release2],
    ["traffic", "green", release2],
    ["release", "blue", release3],
    ["release", "blue", { ...release3, undo: true }],
    ["traffic", "blue", back],
    ["traffic", "blue", back],
    ["release", "green", back],
  ]);
  await simulation.stop();
});
