/** What the console reads of AWS, and shows of it, while a deployment goes its way. */
import { expect, inject, it, onTestFinished } from "vitest";
import { openPage } from "../../console/server/open-page.ts";
import { environmentPage } from "../../console/server/pages.ts";
import { consoleOf } from "../../console/server/start.ts";
import type { EnvironmentSnapshot } from "../../console/snapshot.ts";
import { environment, type Sarcelle, sampleRelease, startSarcelle } from "../../proof/simulation/sarcelle.ts";

/** The page of the environment; each look is several, since what one finds may send the next elsewhere. */
const watching = async ({ simulation }: Sarcelle) => {
  const server = await simulation.asOperator(() => consoleOf({ stack: "sarcelle-live", readOnly: false }));
  const page = environmentPage(server, environment);
  let n = 0;
  return (): Promise<EnvironmentSnapshot> =>
    simulation.asOperator(async () => {
      for (let looks = 0; looks < 4 && (await page.look()); looks++);
      const shown = page.shows(++n);
      if ("gone" in shown || shown.snapshot.page !== "environment") throw new Error(JSON.stringify(shown));
      return shown.snapshot;
    });
};

it("tells a release from its beginning to its end, and nothing of its user data", async () => {
  const sarcelle = await startSarcelle({ seed: 1, template: inject("template"), bakeSeconds: 120, pages: "aws" });
  onTestFinished(sarcelle.simulation.stop);
  const look = await watching(sarcelle);
  const said: string[] = [];
  const all: EnvironmentSnapshot[] = [];
  const see = async () => {
    const snapshot = await look();
    all.push(snapshot);
    const { says } = snapshot.verdict;
    // Between two states it waits for nothing.
    if (said.at(-1) !== says && !says.endsWith(" runs.")) said.push(says);
    return snapshot;
  };
  await see();
  await sarcelle.deploy({ action: "upgrade" }, "upgrade-1");
  const release = sampleRelease("2", "PASSWORD=hunter2");
  const arn = await sarcelle.start({ action: "release", release }, "release-2");
  while ((await sarcelle.execution(arn)).status === "RUNNING") {
    await see();
    await sarcelle.simulation.advance(5_000);
  }
  await see();
  // What was measured comes a minute late.
  await sarcelle.simulation.advance(150_000);
  const last = await look();
  expect(said).toEqual([
    "Auto Scaling group 'web' has no tag sarcelle:environment, expected 'web-live': it is not blue-green yet. Run 'sarcelle upgrade web-live' first.",
    expect.stringMatching(
      /^Users get what was there before Sarcelle on blue\. Release of 2 runs.*: green is not healthy yet: web-http-green 0\/2, web-https-green 0\/2\.$/,
    ),
    expect.stringMatching(/^Users get release 2 on green\. Release of 2 runs.*: baking green\.$/),
    expect.stringMatching(
      /^Users get release 2 on green\. Nothing runs\. Release of 2 succeeded at 2026-01-01T00:0\d:\d\dZ\.( web-green keeps its minimum at .*)?$/,
    ),
  ]);
  expect(last.sides.value?.map(({ side, share, release: serves }) => [side, share, serves?.version])).toEqual([
    ["blue", 0, undefined],
    ["green", 100, "2"],
  ]);
  expect(last.deployment.value?.changes.length).toBeGreaterThan(5);
  expect(last.history.value?.map(({ id, outcome }) => [id, outcome])).toEqual([
    ["release-2", "Succeeded"],
    ["upgrade-1", "Succeeded"],
  ]);
  expect(last.traffic.value?.minutes.some(({ requests }) => (requests.green ?? 0) > 0)).toBe(true);
  const heres = all.flatMap(({ rail }) => (rail.value?.phases ?? []).filter(({ stands }) => stands === "here"));
  expect([...new Set(heres.map(({ name }) => name))]).toEqual(["deploy", "bake"]);
  expect(last.rail.value?.phases.map(({ name, stands }) => [name, stands])).toEqual(
    ["start", "deploy", "switch", "bake", "confirm", "complete"].map((name) => [name, "done"]),
  );
  expect(last.rail.value?.end).toBe("Done");
  const everything = JSON.stringify(all);
  expect(everything).not.toContain("hunter2");
  expect(everything).not.toContain(Buffer.from(release.userData).toString("base64").slice(0, 40));
});

it("shows a deployment by its own address from before it begins to after it has ended, with what it changed so far", async () => {
  const sarcelle = await startSarcelle({ seed: 1, template: inject("template"), bakeSeconds: 120, pages: "aws" });
  const { simulation } = sarcelle;
  onTestFinished(simulation.stop);
  await sarcelle.deploy({ action: "upgrade" }, "upgrade-1");
  const page = await simulation.asOperator(async () =>
    openPage(await consoleOf({ stack: "sarcelle-live", readOnly: true }))(`/${environment}/d/release-2`),
  );
  const look = () =>
    simulation.asOperator(async () => {
      for (let looks = 0; looks < 4 && (await page.look()); looks++);
      const shown = page.shows(1);
      if ("gone" in shown) return shown.gone;
      if (shown.snapshot.page !== "deployment") throw new Error(JSON.stringify(shown));
      const { deployment, rail } = shown.snapshot;
      const here = rail.value?.phases.filter(({ stands }) => stands === "here").map(({ name }) => name);
      return {
        outcome: deployment.value?.outcome,
        changes: deployment.value?.changes.length ?? 0,
        here,
        end: rail.value?.end,
      };
    });
  const seen: unknown[] = [await look()];
  const arn = await sarcelle.start({ action: "release", release: sampleRelease("2") }, "release-2");
  let changes = 0;
  while ((await sarcelle.execution(arn)).status === "RUNNING") {
    const shown = await look();
    if (typeof shown !== "string") {
      expect(shown.changes).toBeGreaterThanOrEqual(changes);
      changes = shown.changes;
      const { here, outcome } = shown;
      if (JSON.stringify(seen.at(-1)) !== JSON.stringify({ here, outcome })) seen.push({ here, outcome });
    }
    await simulation.advance(5_000);
  }
  await simulation.advance(10_000);
  seen.push(await look());
  expect(changes).toBeGreaterThan(5);
  expect(seen).toEqual([
    expect.stringMatching(/^'web-live' has no deployment 'release-2' in its history: it has not begun yet/),
    { here: ["deploy"], outcome: null },
    { here: ["bake"], outcome: null },
    { here: [], outcome: "Succeeded", changes: 8, end: "Done" },
  ]);
});
