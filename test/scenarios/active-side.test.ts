/** The side that has the traffic is published for stacks to read: after each switch, there and back, whoever moved it; and nothing hangs on that. */
import { expect, inject, it, onTestFinished } from "vitest";
import { deploymentHandlers, sarcelleHandlers } from "../../command/rehearsal/functions.ts";
import { environment, sampleRelease, service, startSarcelle } from "../../proof/simulation/sarcelle.ts";

const minute = 60_000;
const publishing = "functions/notifications/publish-active-side.handler";
const handlers = { ...deploymentHandlers, [publishing]: sarcelleHandlers[publishing] ?? (async () => async () => {}) };

it("the parameter follows the traffic: switch, rollback, another's hand; a split and trouble with it leave it as it was, and it goes with its environment", async () => {
  const { simulation, deploy, start, ended, lock } = await startSarcelle({
    seed: 1,
    template: inject("template"),
    handlers,
  });
  onTestFinished(simulation.stop);
  const { operate } = simulation;
  const side = async (): Promise<string | undefined> => {
    const Names = [`/${service}/${environment}/active-side`];
    const { Parameters } = (await operate("ssm", "GetParameters", { Names })) as {
      readonly Parameters: readonly { readonly Value: string }[];
    };
    return Parameters[0]?.Value;
  };
  await simulation.advance(60 * minute);
  // What is not upgraded has no side.
  expect(await side()).toBeUndefined();
  await deploy({ action: "upgrade" }, "upgrade");
  await simulation.advance(minute);
  expect(await side()).toBe("blue");

  const strategy = { type: "canary", percent: 20, wait: 600 };
  const release = sampleRelease("2");
  const releasing = await start({ action: "release", release, strategy }, "release");
  const isSplit = async () =>
    (await lock())?.entries.some(({ change }) => change.resource.kind === "listener") ?? false;
  await simulation.until(isSplit, 30 * minute);
  await simulation.advance(minute);
  expect(await side()).toBe("blue");
  expect((await ended(releasing)).status).toBe("SUCCEEDED");
  await simulation.advance(minute);
  expect(await side()).toBe("green");

  // A release is as good whatever becomes of the parameter, which is written once that can be done again.
  simulation.faults.add({ target: "ssm:PutParameter", fault: "error", times: 1_000 });
  await ended(await start({ deployment: "release" }, "back", "rollback"));
  await simulation.advance(10 * minute);
  expect(await side()).toBe("green");
  simulation.faults.removeAll();
  await simulation.advance(60 * minute);
  expect(await side()).toBe("blue");

  await deploy({ action: "scaledown" }, "scaledown");
  await deploy({ action: "retire" }, "retire");
  await simulation.advance(60 * minute);
  expect(await side()).toBeUndefined();
});
