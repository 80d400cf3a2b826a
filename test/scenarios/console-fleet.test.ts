/** The console's table of all environments, beside a world whose inventory knows them. */
import { expect, inject, it } from "vitest";
import { sarcelleHandlers } from "../../command/rehearsal/functions.ts";
import { locate } from "../../command/stack.ts";
import { fleetRows } from "../../console/fleet.ts";
import { openPage } from "../../console/server/open-page.ts";
import { readFleet } from "../../console/server/sources/fleet.ts";
import { consoleOf } from "../../console/server/start.ts";
import { environment, sampleRelease, service, startSarcelle } from "../../proof/simulation/sarcelle.ts";
import { sts } from "../../src/aws/clients.ts";
import { readRegistration, writeEnvironment } from "../../src/aws/environment-store.ts";

const minute = 60_000;

it("200 environments are told with what runs in them, from the product's own tables: AWS is asked to describe nothing", async () => {
  const sarcelle = await startSarcelle({ seed: 5, template: inject("template"), handlers: sarcelleHandlers });
  const { simulation } = sarcelle;
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  await sarcelle.deploy({ action: "release", release: sampleRelease("2") }, "release");
  await simulation.advance(2 * minute);
  await simulation.asOperator(async () => {
    const { table } = await locate(sts(), service);
    const registered = await readRegistration(table, environment);
    const others = Array.from({ length: 199 }, (_, n) => ({ ...registered, name: `service-${n}-beta`, stage: "beta" }));
    await Promise.all(others.map((other) => writeEnvironment(table, other)));
  });
  await sarcelle.start({ action: "scaledown", requestedBy: "ann" }, "scaledown");
  await simulation.until(async () => ((await sarcelle.lock())?.entries.length ?? 0) > 0, 5 * minute);

  const since = simulation.calls.list().length;
  const rows = await simulation.asOperator(async () => fleetRows(await readFleet(await locate(sts(), service))));
  const own = simulation.calls
    .list()
    .slice(since)
    .filter(({ principal }) => !principal?.includes(":assumed-role/"));
  const asked = Map.groupBy(own, ({ service: of, operation }) => `${of} ${operation}`);
  expect(rows.length).toBe(200);
  expect(rows[0]).toMatchObject({
    ...{ environment, stage: "live", active: "green", healthy: "2/2" },
    release: { version: "2", commit: "2222222" },
    runs: expect.stringMatching(/^Scaledown by ann: ScaleDown: \d changes so far$/),
  });
  const counts = Object.fromEntries([...asked].map(([call, some]) => [call, some.length]));
  expect(Object.keys(counts).toSorted()).toEqual(["dynamodb BatchGetItem", "dynamodb Query", "sts GetCallerIdentity"]);
  expect(counts["dynamodb BatchGetItem"]).toBe(2);

  const shown = await simulation.asOperator(async () => {
    const page = openPage(await consoleOf({ stack: service, readOnly: true }))("/");
    for (let looks = 0; looks < 2 && (await page.look()); looks++);
    return page.shows(7);
  });
  expect(shown).toMatchObject({
    snapshot: { n: 7, page: "fleet", stages: ["beta", "live"], rows: { trouble: null, stale: false } },
  });
  await simulation.stop();
});
