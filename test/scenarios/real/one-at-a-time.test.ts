import { afterAll, expect, it } from "vitest";
import { until } from "./until.ts";
import { releaseOf, startWorld, succeeded } from "./world.ts";

const world = await startWorld();
afterAll(world.stop);
const web = await world.blueGreen("web");
const shop = await world.stack("shop");

it("a deployment of an environment refuses every other one with its name, holds up no other environment, and ends well", async () => {
  const slow = releaseOf("2", "START_DELAY=30");
  await world.start(
    { environment: web.name, action: "deploy", release: slow, requestedBy: "ci" },
    { name: "the-first" },
  );
  const { deployment } = await until("the first holds the lock", () => world.lock(web));
  const cause = `Environment 'web-live' is busy: deployment 'the-first' (deploy, requested by ci, started ${new Date(deployment.startedAt).toISOString()}) runs. Wait for it to end, or undo it with 'sarcelle rollback web-live'.`;

  const busy = { status: "FAILED", error: "EnvironmentBusy", cause };
  expect(await world.run({ environment: web.name, action: "deploy", release: releaseOf("3") })).toEqual(busy);
  expect(await world.run({ environment: web.name, action: "scaledown" })).toEqual(busy);
  expect(await world.run({ environment: shop.name, action: "upgrade" })).toMatchObject(succeeded);

  expect(await world.lock(web)).toMatchObject({ owner: "the-first" });
  expect(await world.ended("the-first")).toMatchObject(succeeded);
  expect(await world.lock(web)).toBeUndefined();
  expect((await world.group("web-green"))?.LaunchTemplate?.Version).toBe("2");
});

it("a rollback of a deployment that does not hold the lock leaves the one that does alone", async () => {
  const slow = releaseOf("4", "START_DELAY=30");
  await world.start({ environment: web.name, action: "deploy", release: slow }, { name: "the-holder" });
  await until("it holds the lock", () => world.lock(web));
  expect(
    await world.run({ environment: web.name, deployment: "the-first", requestedBy: "ci" }, { machine: "rollback" }),
  ).toEqual({
    status: "FAILED",
    error: "NothingToUndo",
    cause: "Deployment 'the-first' has no open journal; 'the-holder' (deploy) holds the lock of 'web-live'.",
  });
  expect(await world.lock(web)).toMatchObject({ owner: "the-holder" });
});
