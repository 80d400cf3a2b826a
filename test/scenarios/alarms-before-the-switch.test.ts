/** Alarms that would end a bake are looked at before users pay for it. */
import { describe, expect, it } from "vitest";
import { sampleRelease } from "../../proof/simulation/sarcelle.ts";
import { watching } from "./registering.ts";
import { atRest, changing, ending, seconds, standsIn, start, type Trouble, undone } from "./trouble.ts";

const alarm = "too-many-errors";

/** Makes the alarm, and registers it. */
const watched = async (world: Trouble): Promise<Trouble> => {
  await watching(world, alarm);
  return world;
};

const rings = async ({ simulation }: Trouble) => {
  const state = { AlarmName: alarm, StateValue: "ALARM", StateReason: "5 errors" };
  await simulation.operate("monitoring", "SetAlarmState", state);
  // Reads trail.
  await simulation.advance(seconds(5));
};

const release = { action: "release", release: sampleRelease("4") };

const outputOf = async (world: Trouble, arn: string) => JSON.parse((await world.ended(arn)).output ?? "{}");

describe("an alarm of the bake", () => {
  it("that has gone off already refuses the release before the first change", async () => {
    const world = await watched(await atRest({ action: "deploy" }));
    await rings(world);
    const since = world.simulation.calls.list().length;
    expect(await ending(world, await start(world, release))).toMatchObject({
      error: "CannotBake",
      cause: expect.stringMatching(/^The release would fail its bake: alarm too-many-errors went off: 5 errors\. /),
    });
    expect(changing(world, since)).toEqual([]);
  });

  it("that goes off before the switch keeps the traffic where it is", async () => {
    const world = await watched(await atRest({ action: "deploy" }));
    const arn = await start(world, release);
    await standsIn(world, arn, "AwaitHealthy");
    await rings(world);
    const since = world.simulation.calls.list().length;
    expect(await ending(world, arn)).toEqual(
      undone("SideNotReady: No traffic was moved: alarm too-many-errors went off: 5 errors.", 4),
    );
    expect(changing(world, since).filter((call) => call.includes("ModifyListener"))).toEqual([]);
  });

  it("without data is said, and stops nothing", async () => {
    const world = await watched(await atRest({ action: "deploy" }));
    expect(await outputOf(world, await start(world, release))).toMatchObject({
      outcome: "Succeeded",
      notices: ["Alarms without data, so that it does not watch: too-many-errors"],
    });
  });

  it("that has gone off is said of a switch, which it does not watch", async () => {
    const world = await watched(await atRest());
    await rings(world);
    expect(await outputOf(world, await start(world))).toMatchObject({
      outcome: "Succeeded",
      notices: ["No alarm watches a switch, but: alarm too-many-errors went off: 5 errors"],
    });
  });
});
