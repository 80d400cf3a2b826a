/** A switch that says where to can be asked for again and again, by CI or by a rule, and moves the traffic once. */

import { isMutating } from "@sarcelle/playground/calls";
import { expect, inject, it } from "vitest";
import { sampleRelease, startSarcelle } from "../../proof/simulation/sarcelle.ts";

it("with the traffic there already it ends in success, changes nothing and says so; a rollback then undoes the switch that moved it", async () => {
  const sarcelle = await startSarcelle({ seed: 1, template: inject("template") });
  const { simulation } = sarcelle;
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  await sarcelle.deploy({ action: "deploy", release: sampleRelease("2") }, "deploy");
  const toGreen = { action: "switch", to: "green" };
  const run = async (name: string) => {
    const { status, output } = await sarcelle.ended(await sarcelle.start(toGreen, name));
    return { status, output: JSON.parse(output ?? "null") };
  };

  expect(await run("first")).toEqual({
    status: "SUCCEEDED",
    output: { environment: "web-live", action: "switch", outcome: "Succeeded", changes: 5 },
  });
  const since = simulation.calls.list().length;
  expect(await run("again")).toEqual({
    status: "SUCCEEDED",
    output: {
      environment: "web-live",
      action: "switch",
      outcome: "Succeeded",
      changes: 0,
      reason: "Production traffic is on green already; nothing was changed.",
    },
  });
  const written = simulation.calls
    .list({ since })
    .filter(
      ({ principal, service, operation }) =>
        principal?.includes("sarcelle-live") && service !== "dynamodb" && service !== "events" && isMutating(operation),
    );
  expect(written).toEqual([]);

  const undo = await sarcelle.ended(await sarcelle.start({}, "undo", "rollback"));
  expect(undo).toMatchObject({ error: "RolledBack", cause: expect.stringContaining("Rollback of 'first' (switch)") });
  await simulation.stop();
});
