/** What the console reads of AWS, and shows of it, while a deployment goes its way. */
import { expect, inject, it, onTestFinished } from "vitest";
import { environmentPage } from "../../console/server/pages.ts";
import { consoleOf } from "../../console/server/start.ts";
import type { EnvironmentSnapshot } from "../../console/snapshot.ts";
import { environment, type Sarcelle, sampleRelease, startSarcelle } from "../../proof/simulation/sarcelle.ts";

/** The page of the environment; each look is two, since what one finds may send the next elsewhere. */
const watching = async ({ simulation }: Sarcelle) => {
  const server = await simulation.asOperator(() => consoleOf({ stack: "sarcelle-live", readOnly: false }));
  const page = environmentPage(server, environment);
  let n = 0;
  return (): Promise<EnvironmentSnapshot> =>
    simulation.asOperator(async () => {
      await page.look();
      await page.look();
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
