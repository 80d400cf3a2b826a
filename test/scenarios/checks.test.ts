/** The environment's checks, called on a side that runs. */
import { describe, expect, it } from "vitest";
import { sampleRelease } from "../../proof/simulation/sarcelle.ts";
import type { Check } from "../../src/deployment/environment.ts";
import { registering } from "./registering.ts";
import { afterwards, asBefore, atRest, ending, start, type Trouble } from "./trouble.ts";

const checking = async (check: Partial<Check>): Promise<Trouble> => {
  const world = await atRest({ action: "deploy" });
  await registering(world, () => ({ checks: [{ path: "/", port: 8080, status: 200, inARow: 1, ...check }] }));
  return world;
};

const deploy = (...settings: readonly string[]) => ({ action: "deploy", release: sampleRelease("4", ...settings) });

describe("the checks of a deploy", () => {
  it("pass what is as expected in every respect, and are called as often as they are to pass", async () => {
    const world = await checking({
      status: "200-299",
      contains: '"release":"4"',
      matches: '"commit":"4{7}"',
      answerHeaders: { "X-Release": "4" },
      latencyMilliseconds: 1_000,
      inARow: 10,
    });
    expect((await world.ended(await start(world, deploy()))).status).toBe("SUCCEEDED");
  });

  it("fail a release of which every fifth answer is an error, though its health checks pass", async () => {
    const world = await checking({ inARow: 10 });
    expect(await ending(world, await start(world, deploy("FAIL_EVERY=5")))).toMatchObject({
      error: "RolledBack",
      cause: expect.stringMatching(/^CheckFailed: GET http:\/\/load-balancer-1:9081\/ answered 500, expected 200\./),
    });
    expect(await afterwards(world)).toEqual(asBefore);
  });

  it("fail a release that answers without the header", async () => {
    const world = await checking({ answerHeaders: { "X-Release": "5" } });
    expect(await ending(world, await start(world, deploy()))).toMatchObject({
      error: "RolledBack",
      cause: expect.stringMatching(/^CheckFailed: GET .* answered 200 with X-Release: 4, expected X-Release: 5\./),
    });
  });
});
