import { afterAll, describe, expect, it } from "vitest";
import { differences } from "../../scripts/story/comparable-state.ts";
import { forward, forwardedTo, setMaxSize, targetGroupElsewhere } from "./by-hand.ts";
import { sarcelle } from "./sarcelle.ts";
import { until } from "./until.ts";
import { releaseOf, startWorld, succeeded } from "./world.ts";

const world = await startWorld();
afterAll(world.stop);
const web = await world.blueGreen("web");

describe("somebody who points a listener elsewhere while a switch is under way", () => {
  const { name: environment } = web;
  let before: unknown;
  let blue: string;

  it("is not overwritten: the switch is undone, but for that listener, and says what it was, should be and is", async () => {
    expect(await world.run({ environment, action: "deploy", release: releaseOf("2") })).toMatchObject(succeeded);
    const elsewhere = await targetGroupElsewhere(world);
    before = await world.settled();
    const [http, https] = await world.listeners(web);

    blue = forwardedTo(https);

    // The switch hears of its first write only after a while: long enough to meddle with what it writes next.
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
    await forward(world, https, elsewhere);

    expect(await world.ended(deployment)).toEqual({ status: "FAILED", error: "RollbackFailed", cause: "" });
    const [httpAfter, httpsAfter] = await world.listeners(web);
    expect([forwardedTo(httpAfter), forwardedTo(httpsAfter)]).toEqual([forwardedTo(http), elsewhere]);
  });

  it("finds the environment locked until it is settled", async () => {
    expect(await world.lock(web)).toMatchObject({ owner: "rollback:meddled-with", deployment: { id: "meddled-with" } });
    expect(await world.run({ environment, action: "deploy", release: releaseOf("3") })).toMatchObject({
      error: "EnvironmentBusy",
      cause: expect.stringContaining("deployment 'meddled-with'"),
    });
  });

  it("points the listener back, and the rollback finishes and frees the environment", async () => {
    const [, https] = await world.listeners(web);
    await forward(world, https, blue);
    const { code, out } = await sarcelle(world, "rollback", environment, "--wait");
    expect({ code, out }).toEqual({ code: 0, out: "" });
    expect(await world.lock(web)).toBeUndefined();
    expect(differences(before, await world.settled())).toEqual([]);
  });
});

describe("somebody who changes a group's size before its deploy is rolled back", () => {
  it("is not overwritten, and the rollback finishes once the size is as it was", async () => {
    const before = await world.settled();
    const input = { environment: web.name, action: "deploy", release: releaseOf("4", "HEALTH=never") };
    const deployment = await world.start(input, { name: "resized" });
    await until("the release is launched", async () =>
      (await world.group("web-green"))?.DesiredCapacity === 2 ? true : undefined,
    );
    await setMaxSize(world, "web-green", 7);

    expect(await world.ended(deployment)).toEqual({ status: "FAILED", error: "RollbackFailed", cause: "" });
    expect((await world.group("web-green"))?.MaxSize).toBe(7);

    await setMaxSize(world, "web-green", 4);
    expect(await sarcelle(world, "rollback", web.name, "--wait")).toMatchObject({ code: 0 });
    expect(await world.lock(web)).toBeUndefined();
    expect(differences(before, await world.settled())).toEqual([]);
  });
});
