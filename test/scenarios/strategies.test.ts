/** Traffic that moves in parts: by weights, all listeners together, watched between the moves. */
import { describe, expect, it } from "vitest";
import { deploymentText } from "../../command/formats/deployments-text.ts";
import { comparableState, differences } from "../../proof/dump/comparable-state.ts";
import { sampleRelease } from "../../proof/simulation/sarcelle.ts";
import type { ClosedJournal } from "../../src/aws/journal-format.ts";
import { registering, watching } from "./registering.ts";
import {
  afterwards,
  asBefore,
  atRest,
  breaks,
  changing,
  ending,
  forGood,
  rollBack,
  seconds,
  standsIn,
  start,
  stop,
  type Trouble,
  undoing,
} from "./trouble.ts";

const canary = { type: "canary", percent: 10, wait: 300 };
const half = { type: "canary", percent: 50, wait: 300 };
const inParts = { action: "switch", strategy: canary };

interface Action {
  readonly ForwardConfig?: { readonly TargetGroups: readonly { TargetGroupArn: string; Weight: number }[] };
}
interface Listener {
  readonly ListenerArn: string;
  readonly Port: number;
  readonly DefaultActions: readonly Action[];
}

const listeners = async ({ simulation }: Trouble): Promise<readonly Listener[]> => {
  const { elasticloadbalancing } = (await simulation.state()) as {
    readonly elasticloadbalancing: { readonly listeners: Record<string, Listener> };
  };
  return Object.values(elasticloadbalancing.listeners).filter(({ Port }) => Port === 8080 || Port === 8443);
};

/** What each production listener sends where, by name and weight. */
const weights = async (world: Trouble) =>
  (await listeners(world)).map(({ DefaultActions }) =>
    DefaultActions.flatMap(({ ForwardConfig }) => ForwardConfig?.TargetGroups ?? [])
      .map(({ TargetGroupArn, Weight }) => `${TargetGroupArn.split("/")[1]} ${Weight}`)
      .join(", "),
  );

const group = async ({ simulation }: Trouble, name: string) => {
  const { AutoScalingGroups } = (await simulation.operate("autoscaling", "DescribeAutoScalingGroups", {
    AutoScalingGroupNames: [name],
  })) as {
    readonly AutoScalingGroups: readonly {
      readonly MinSize: number;
      readonly DesiredCapacity: number;
      readonly Instances: readonly object[];
      readonly SuspendedProcesses: readonly { readonly ProcessName: string }[];
    }[];
  };
  return AutoScalingGroups[0];
};

/** What MoveTraffic answered, look by look, each once. */
const answers = async ({ history }: Trouble, arn: string) => {
  const said = (await history(arn))
    .filter(({ stateExitedEventDetails: exited }) => exited?.name === "MoveTraffic")
    .map(({ stateExitedEventDetails: exited }) => JSON.parse(exited?.output ?? "{}"))
    .map(({ percent, of, next }) => `${percent} % of ${of}, next ${next}`);
  return [...new Set(said)];
};

describe("a canary", () => {
  it("of 10 % waits, and then moves the rest; it ends as a switch all at once does, and can be undone", async () => {
    const world = await atRest();
    const arn = await start(world, inParts);
    await standsIn(world, arn, "WaitToMove");
    expect(await weights(world)).toEqual(["web-http 90, web-http-green 10", "web-https 90, web-https-green 10"]);
    expect((await group(world, "web"))?.SuspendedProcesses).toEqual([]);
    expect(await ending(world, arn)).toMatchObject({ status: "SUCCEEDED" });
    expect(await answers(world, arn)).toEqual(["10 % of green, next 100", "100 % of green, next null"]);
    const story = deploymentText((await world.journals()).at(-1) as ClosedJournal).split("\n");
    expect(story.filter((line) => line.startsWith("traffic: ")).map((line) => line.replace(/ {2}20.*/, ""))).toEqual([
      "traffic: 10 % moved",
      "traffic: 100 % moved",
    ]);
    await world.unheld();
    const moved = comparableState(await world.simulation.state());

    const other = await atRest();
    await ending(other, await start(other));
    await other.unheld();
    expect(differences(comparableState(await other.simulation.state()), moved)).toEqual([]);

    const since = world.simulation.calls.list().length;
    await ending(world, await rollBack(world, "back"));
    expect(changing(world, since).filter((call) => call.endsWith("ModifyListener"))).toHaveLength(2);
    expect(await afterwards(world)).toEqual(asBefore);
  });

  it("is a release's too, which bakes after the last move", async () => {
    const world = await atRest({ action: "release" });
    const steps = [{ percent: 5, wait: 60 }, { percent: 50, wait: 60 }, { percent: 100 }];
    const arn = await start(world, { ...world.input, strategy: { type: "steps", steps } });
    expect(await ending(world, arn)).toMatchObject({ status: "SUCCEEDED" });
    expect(await answers(world, arn)).toEqual([
      "5 % of blue, next 50",
      "50 % of blue, next 100",
      "100 % of blue, next null",
    ]);
    expect(world.simulation.traffic().failed).toBe(0);
  });

  it("follows the strategy that it began with, whatever is registered meanwhile", async () => {
    const world = await atRest();
    await registering(world, () => ({ strategy: { type: "linear", percent: 40, wait: 60 } }));
    const arn = await start(world, { action: "switch" });
    await standsIn(world, arn, "WaitToMove");
    await registering(world, () => ({ strategy: { type: "all-at-once" } }));
    expect(await ending(world, arn)).toMatchObject({ status: "SUCCEEDED" });
    expect(await answers(world, arn)).toEqual([
      "40 % of green, next 80",
      "80 % of green, next 100",
      "100 % of green, next null",
    ]);
  });
});

describe("all traffic goes back, with one call for each listener,", () => {
  const back = async (world: Trouble, since: number) =>
    changing(world, since).filter((call) => call === "undoChanges ModifyListener");

  it("if an alarm goes off between two moves", async () => {
    const world = await atRest();
    await watching(world, "errors");
    const arn = await start(world, { action: "switch", strategy: { type: "linear", percent: 30, wait: 60 } });
    await world.simulation.until(async () => (await weights(world))[1]?.includes("green 60") === true, seconds(600));
    const since = world.simulation.calls.list().length;
    const state = { AlarmName: "errors", StateValue: "ALARM", StateReason: "5 errors" };
    await world.simulation.operate("monitoring", "SetAlarmState", state);
    expect(await ending(world, arn)).toMatchObject({
      error: "RolledBack",
      cause: expect.stringMatching(/^SideNotReady: alarm errors went off: 5 errors/),
    });
    expect(await back(world, since)).toHaveLength(2);
    await world.simulation.operate("monitoring", "SetAlarmState", { ...state, StateValue: "OK" });
    expect(await afterwards(world)).toMatchObject({ lock: "free", failedRequests: 0 });
    expect(await weights(world)).toEqual(["web-http 1", "web-https 1"]);
  });

  it("if the release loses its health with its share", async () => {
    const world = await atRest({ action: "release" });
    const bad = { action: "release", release: sampleRelease("4", "HEALTH=fail-after-requests:8") };
    expect(await ending(world, await start(world, { ...bad, strategy: half }))).toMatchObject({
      error: "RolledBack",
      cause: expect.stringMatching(/^SideNotReady: blue lost its health under traffic/),
    });
    expect(await afterwards(world)).toEqual(asBefore);
  });

  it("if it is stopped while it waits", async () => {
    const world = await atRest();
    const arn = await start(world, inParts);
    await standsIn(world, arn, "WaitToMove");
    const since = world.simulation.calls.list().length;
    await stop(world, arn);
    expect(await undoing(world)).toMatchObject({ error: "RolledBack" });
    expect(await back(world, since)).toHaveLength(2);
    expect(await afterwards(world)).toEqual(asBefore);
  });

  it("if the second listener cannot be moved: all of them or none", async () => {
    const world = await atRest();
    breaks(world, "moveTraffic", {
      target: "elasticloadbalancing:ModifyListener",
      fault: "error",
      nth: 4,
      times: forGood,
    });
    expect(await ending(world, await start(world, inParts))).toMatchObject({ error: "RolledBack" });
    expect(await afterwards(world)).toEqual(asBefore);
  });
});

describe("what somebody else does to the traffic in between", () => {
  it("is left as it is, and said", async () => {
    const world = await atRest();
    const arn = await start(world, inParts);
    await standsIn(world, arn, "WaitToMove");
    await world.simulation.advance(seconds(60));
    const [http] = await listeners(world);
    const groups = http?.DefaultActions[0]?.ForwardConfig?.TargetGroups ?? [];
    const theirs = groups.map((each, index) => ({ ...each, Weight: index === 0 ? 70 : 30 }));
    await world.simulation.operate("elasticloadbalancing", "ModifyListener", {
      ListenerArn: http?.ListenerArn,
      DefaultActions: [{ Type: "forward", ForwardConfig: { TargetGroups: theirs } }],
    });
    expect(await ending(world, arn)).toMatchObject({
      error: "RollbackFailed",
      cause: expect.stringMatching(/Somebody changed listener .* since green got 10 % of the traffic/),
    });
    expect(await weights(world)).toEqual(["web-http 70, web-http-green 30", "web-https 1"]);
  });

  it.each([
    ["points at both sides with other weights", [90, 10]],
    ["names the other side with weight 0", [1, 0]],
  ])("before it begins is refused before the first change: an action that %s", async (_, [own, others]) => {
    const world = await atRest();
    const since = world.simulation.calls.list().length;
    const [http] = await listeners(world);
    const own_ = http?.DefaultActions[0]?.ForwardConfig?.TargetGroups[0]?.TargetGroupArn;
    const { elasticloadbalancing } = (await world.simulation.state()) as {
      readonly elasticloadbalancing: { readonly targetGroups: Record<string, { readonly TargetGroupName: string }> };
    };
    const [green] =
      Object.entries(elasticloadbalancing.targetGroups).find(
        ([, { TargetGroupName }]) => TargetGroupName === "web-http-green",
      ) ?? [];
    await world.simulation.operate("elasticloadbalancing", "ModifyListener", {
      ListenerArn: http?.ListenerArn,
      DefaultActions: [
        {
          Type: "forward",
          ForwardConfig: {
            TargetGroups: [
              { TargetGroupArn: own_, Weight: own },
              { TargetGroupArn: green, Weight: others },
            ],
          },
        },
      ],
    });
    await world.simulation.advance(seconds(10));
    expect(await ending(world, await start(world, inParts))).toMatchObject({ error: "NotAsRegistered" });
    expect(changing(world, since)).toEqual([]);
  });
});

describe("capacity at each move", () => {
  const grown = async (desired: number) => {
    const world = await atRest();
    await world.simulation.operate("autoscaling", "UpdateAutoScalingGroup", {
      AutoScalingGroupName: "web",
      MaxSize: 8,
      DesiredCapacity: desired,
    });
    await world.rest();
    return world;
  };

  it("of 10 %: two of six can carry that at once; the rest is launched meanwhile, and is there before the rest moves", async () => {
    const world = await grown(6);
    const arn = await start(world, inParts);
    await standsIn(world, arn, "WaitToMove");
    expect(await weights(world)).toEqual(["web-http 90, web-http-green 10", "web-https 90, web-https-green 10"]);
    expect((await group(world, "web-green"))?.Instances.length).toBe(6);
    expect(await ending(world, arn)).toMatchObject({ status: "SUCCEEDED" });
    expect(await group(world, "web-green")).toMatchObject({ MinSize: 6, DesiredCapacity: 6 });
    expect(await world.holds()).toMatchObject([{ group: "web-green", min: 6 }]);
    expect(world.simulation.traffic().failed).toBe(0);
  });

  it("of 50 %: grown while it waits, the active side is followed before the next move", async () => {
    const world = await grown(4);
    const arn = await start(world, { action: "switch", strategy: half });
    await standsIn(world, arn, "WaitToMove");
    expect((await group(world, "web-green"))?.DesiredCapacity).toBe(4);
    await world.simulation.operate("autoscaling", "SetDesiredCapacity", {
      AutoScalingGroupName: "web",
      DesiredCapacity: 7,
    });
    expect(await ending(world, arn)).toMatchObject({ status: "SUCCEEDED" });
    expect(await group(world, "web-green")).toMatchObject({ MinSize: 7, DesiredCapacity: 7 });
    expect(world.simulation.traffic().failed).toBe(0);
  });
});
