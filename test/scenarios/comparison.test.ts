/** A release is held against the side before it by what the load balancer measured, in the minutes of a canary and of the bake. */
import { describe, expect, it } from "vitest";
import { sampleRelease, traffic } from "../../proof/simulation/sarcelle.ts";
import type { Environment } from "../../src/deployment/environment.ts";
import { registering } from "./registering.ts";
import { afterwards, asBefore, atRest, ending, seconds, standsIn, start, type Trouble } from "./trouble.ts";

const limits = { errorPoints: 5, minimumRequests: 20 };
const canary = { type: "canary", percent: 10, wait: 300 } as const;
const inParts = {
  compare: limits,
  strategy: canary,
  checks: [],
  bake: { seconds: 240, alarms: [], alarmsMustBeOk: false },
};

/** A world before a release that watches so, with so many requests a second. */
const watching = async (registration: Partial<Environment>, rate = 5): Promise<Trouble> => {
  const world = await atRest({ action: "deploy" });
  const { simulation } = world;
  await registering(world, () => registration);
  await simulation.sendTraffic({ ...traffic, rate });
  await simulation.advance(seconds(600));
  return world;
};

const release = (...settings: readonly string[]) => ({ action: "release", release: sampleRelease("4", ...settings) });
const outputOf = async (world: Trouble, arn: string) => JSON.parse((await world.ended(arn)).output ?? "{}");

describe("a release of which every fifth answer is an error", () => {
  it("is rolled back out of a canary by the comparison, and by nothing else", async () => {
    const world = await watching(inParts);
    const arn = await start(world, release("FAIL_EVERY=5"));
    expect(await ending(world, arn)).toMatchObject({
      error: "RolledBack",
      cause: expect.stringMatching(
        /^SideNotReady: green is worse under traffic: \d+(\.\d)? % of the answers of web-https?-green are errors \(5xx\), of the other side 0 %; at most 5 percentage points more are allowed\. /,
      ),
    });
    expect((await afterwards(world)).differences).toEqual([]);
  });

  it("is rolled back out of its bake, if all moved at once", async () => {
    const world = await watching({ ...inParts, strategy: { type: "all-at-once" } });
    const arn = await start(world, release("FAIL_EVERY=5"));
    expect(await ending(world, arn)).toMatchObject({
      error: "RolledBack",
      cause: expect.stringMatching(
        /^BakeFailed: green is worse under traffic: \d+(\.\d)? % of the answers of web-https?-green /,
      ),
    });
  });

  it("goes through if nothing is compared: it is healthy, and no alarm watches", async () => {
    const { compare: _, ...rest } = inParts;
    const world = await watching(rest);
    expect((await world.ended(await start(world, release("FAIL_EVERY=5")))).status).toBe("SUCCEEDED");
  });

  it("is judged by nothing where there are too few requests, which is said", async () => {
    const world = await watching({ ...inParts, compare: { ...limits, minimumRequests: 10_000 } });
    expect(await outputOf(world, await start(world, release("FAIL_EVERY=5")))).toMatchObject({
      outcome: "Succeeded",
      compared: [
        expect.stringMatching(/^web-http-green was not compared: \d+ requests against \d+, 10000 needed of each$/),
        expect.stringMatching(/^web-https-green was not compared: /),
      ],
    });
  });
});

describe("a release that is fit", () => {
  it("passes a canary and its bake, and the output says what was compared", async () => {
    const world = await watching(inParts);
    expect(await outputOf(world, await start(world, release()))).toMatchObject({
      outcome: "Succeeded",
      compared: [
        expect.stringMatching(/^web-http-green: \d+ requests against \d+, 0 % errors against 0 %$/),
        expect.stringMatching(/^web-https-green: /),
      ],
    });
  });

  it("and does not pass its checks any more once it has traffic, is rolled back before it gets more", async () => {
    const check = { path: "/", port: 8080, status: 200, inARow: 10 };
    const world = await watching({ ...inParts, compare: undefined, checks: [check] });
    const arn = await start(world, release());
    await standsIn(world, arn, "WaitToMove");
    await registering(world, () => ({ checks: [{ ...check, contains: "no such words" }] }));
    expect(await ending(world, arn)).toMatchObject({
      error: "RolledBack",
      cause: expect.stringMatching(
        /^SideNotReady: green fails its checks under traffic: GET http:.* without 'no such words'/,
      ),
    });
    expect(await afterwards(world)).toEqual(asBefore);
  });
});
