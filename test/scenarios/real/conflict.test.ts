import { afterAll, describe, expect, it } from "vitest";
import { differences } from "../../../proof/dump/comparable-state.ts";
import { forward, forwardedTo, setMaxSize, targetGroupElsewhere, targetGroupNamed } from "./by-hand.ts";
import { sarcelle } from "./sarcelle.ts";
import { until } from "./until.ts";
import { releaseOf, startWorld, succeeded } from "./world.ts";

const world = await startWorld();
afterAll(world.stop);
const web = await world.blueGreen("web");
const { name: environment } = web;
expect(await world.run({ environment, action: "deploy", release: releaseOf("2") })).toMatchObject(succeeded);

const actions = (targetGroupArn: string) => {
  const ForwardConfig = { TargetGroups: [{ TargetGroupArn: targetGroupArn, Weight: 1 }] };
  return JSON.stringify({ actions: [{ Type: "forward", ForwardConfig }] });
};

describe("somebody points a listener elsewhere while a switch is under way", async () => {
  const elsewhere = await targetGroupElsewhere(world);
  const blue = await targetGroupNamed(world, "web-http");
  const before = await world.settled();

  it("the switch is undone, but for that listener, and says what it was and what it is", async () => {
    const [http, https] = await world.listeners(web);
    // The switch hears of its first write only after a while: long enough to meddle with what it wrote.
    await world.fault({
      target: "elasticloadbalancing:ModifyListener",
      fault: "latency",
      milliseconds: 30_000,
      nth: 1,
    });
    await world.newCalls();
    const deployment = await world.start({ environment, action: "switch" }, { name: "meddled-with" });
    await until("the first listener is moved", async () =>
      (await world.newCalls()).find(({ operation }) => operation === "ModifyListener"),
    );
    await forward(world, http, elsewhere);

    expect(await world.ended(deployment)).toEqual({
      status: "FAILED",
      error: "RollbackFailed",
      cause: expect.stringContaining(`It was: ${actions(blue)}; it is: ${actions(elsewhere)}.`),
    });
    expect((await world.listeners(web)).map(forwardedTo)).toEqual([elsewhere, forwardedTo(https)]);
  });

  it("the environment stays locked, also when the listener is pointed back", async () => {
    // An execution that ends with an open journal has its rollback tried once more by itself.
    expect(await world.ended("undo-meddled-with", "rollback")).toMatchObject({ error: "RollbackFailed" });
    expect(await world.lock(web)).toMatchObject({
      owner: "rollback:undo-meddled-with",
      deployment: { id: "meddled-with" },
    });
    const [http] = await world.listeners(web);
    await forward(world, http, blue);
    expect(await world.run({ environment, action: "deploy", release: releaseOf("3") })).toMatchObject({
      error: "EnvironmentBusy",
      cause: expect.stringContaining("deployment 'meddled-with'"),
    });
  });

  it("the rollback can be finished then, and frees the environment", async () => {
    const { code, out } = await sarcelle(world, "rollback", environment, "--resume", "--wait");
    expect(out).toContain(
      "All 3 changes of deployment 'meddled-with' were undone; 'web-live' is as it was before and free.",
    );
    expect(code).toBe(0);
    expect(await world.lock(web)).toBeUndefined();
    expect(differences(before, await world.settled())).toEqual([]);
  });

  it("to go on once more undoes nothing else: there is nothing to go on with", async () => {
    const { code, err } = await sarcelle(world, "rollback", environment, "--resume", "--wait");
    expect({ code, err }).toEqual({
      code: 2,
      err: "NothingToUndo: 'web-live' has no rollback that could not finish; see 'sarcelle status web-live'. Nothing was changed.\n",
    });
  });
});

describe("somebody changes a group's size before a deploy is rolled back", () => {
  it("the size is left as it is, and the rollback can be finished once it is what it was", async () => {
    const before = await world.settled();
    const broken = releaseOf("4", "HEALTH=never");
    const deployment = await world.start({ environment, action: "deploy", release: broken }, { name: "resized" });
    await until("the release is launched", async () => {
      const last = (await world.lock(web))?.entries.at(-1);
      return last?.step === "LaunchRelease" && last.status === "applied" ? true : undefined;
    });
    await setMaxSize(world, "web-green", 7);

    expect(await world.ended(deployment)).toEqual({
      status: "FAILED",
      error: "RollbackFailed",
      cause: expect.stringContaining('It was: {"min":0,"max":4,"desired":0}; it is: {"min":2,"max":7,"desired":2}.'),
    });
    expect(await world.group("web-green")).toMatchObject({ MinSize: 2, MaxSize: 7, DesiredCapacity: 2 });
    expect(await world.ended("undo-resized", "rollback")).toMatchObject({ error: "RollbackFailed" });

    await setMaxSize(world, "web-green", 4);
    expect(await sarcelle(world, "rollback", environment, "--wait")).toMatchObject({ code: 0 });
    expect(await world.lock(web)).toBeUndefined();
    expect(differences(before, await world.settled())).toEqual([]);
  });
});
