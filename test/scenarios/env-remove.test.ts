import { expect, inject, it, onTestFinished, vi } from "vitest";
import { run } from "../../command/run.ts";
import { environment, sampleRelease, startSarcelle } from "../../proof/simulation/sarcelle.ts";

it("a registration is shown with its service, and forgotten while nothing runs and nothing is held; a twin is left only if it is to be; the history stays", async () => {
  const sarcelle = await startSarcelle({ seed: 1, template: inject("template"), bakeSeconds: 60 });
  const { simulation } = sarcelle;
  onTestFinished(simulation.stop);
  const said = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  onTestFinished(() => said.mockRestore());
  const remove = (...more: readonly string[]) =>
    simulation.asOperator(() =>
      run(["env", "remove", environment, ...more]).then(
        () => "removed",
        (error: Error) => error.message,
      ),
    );

  await simulation.asOperator(() => run(["env", "show", environment]));
  expect(JSON.parse(String(said.mock.lastCall?.[0]))).toMatchObject({ name: environment, service: "web" });
  // More than the least, so that there is something to hold.
  await simulation.operate("autoscaling", "SetDesiredCapacity", { AutoScalingGroupName: "web", DesiredCapacity: 3 });
  await sarcelle.rest();
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  const release = await sarcelle.start({ action: "release", release: sampleRelease("2") }, "release");
  await simulation.advance(30_000);
  expect(await remove()).toMatch(/^Environment 'web-live' is busy: deployment 'release'/);
  await sarcelle.ended(release);
  expect(await remove("--leave-twin")).toMatch(
    /^web-green keeps its minimum at .* Remove 'web-live' once that is over\./,
  );
  await sarcelle.unheld();
  expect(await remove()).toMatch(/^Environment 'web-live' is blue-green: .*: --leave-twin\.$/);
  const before = await simulation.state(["autoscaling", "elasticloadbalancing"]);
  expect(await remove("--leave-twin")).toBe("removed");
  expect(await simulation.state(["autoscaling", "elasticloadbalancing"])).toEqual(before);
  expect(await remove()).toMatch(/^No environment 'web-live' is registered\./);
  expect((await sarcelle.journals()).length).toBeGreaterThan(2);
});
