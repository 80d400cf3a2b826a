/** Reads that trail writes for long, and throttling for a while, turn into waiting, never into a wrong decision. */
import { describe, expect, it } from "vitest";
import { sampleRelease } from "../../proof/simulation/sarcelle.ts";
import {
  afterwards,
  asBefore,
  atRest,
  breaks,
  ending,
  forGood,
  minutes,
  reached,
  seconds,
  standsIn,
  start,
} from "./trouble.ts";

const succeeded = { status: "SUCCEEDED" };
const green = ["web-http-green", "web-https-green"];

describe.each([4, 15])("when reads trail writes by up to %i s", (lag) => {
  it("a switch succeeds", async () => {
    const world = await atRest({ longestLag: seconds(lag) });
    expect(await ending(world, await start(world))).toEqual(succeeded);
    expect(await reached(world)).toEqual(green);
    expect(world.simulation.traffic().failed).toBe(0);
  });

  it("a switch that fails is undone", async () => {
    const world = await atRest({ longestLag: seconds(lag) });
    breaks(world, "complete", { target: "dynamodb:PutItem", fault: "error", times: forGood });
    expect(await ending(world, await start(world))).toMatchObject({ error: "RolledBack" });
    expect(await afterwards(world)).toEqual(asBefore);
  });
});

it("a switch that AWS throttles for two minutes waits, and succeeds", async () => {
  const world = await atRest();
  const answerAgain = breaks(world, "moveTraffic", { target: "elasticloadbalancing:*", fault: "throttle" });
  const arn = await start(world);
  await standsIn(world, arn, "MoveTraffic");
  await world.simulation.advance(minutes(2));
  answerAgain();
  expect(await ending(world, arn)).toEqual(succeeded);
  expect(await reached(world)).toEqual(green);
  expect(world.simulation.traffic().failed).toBe(0);
});

it("a bake watches for as long as it must, however long AWS throttled the switch before it", async () => {
  const world = await atRest({ action: "deploy", bakeSeconds: 60 });
  const answerAgain = breaks(world, "moveTraffic", { target: "autoscaling:*", fault: "throttle" });
  const release = sampleRelease("8", "HEALTH=fail-after-requests:8");
  const arn = await start(world, { action: "release", release });
  await standsIn(world, arn, "MoveTraffic");
  await world.simulation.advance(minutes(2));
  answerAgain();
  expect(await ending(world, arn)).toMatchObject({
    error: "RolledBack",
    cause: expect.stringMatching(/^BakeFailed: /),
  });
  expect(await afterwards(world)).toEqual(asBefore);
});
