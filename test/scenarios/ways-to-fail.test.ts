/** The ways in which a deployment fails or is ended: it is undone, whatever it was. */

import { describe, expect, it } from "vitest";
import { sampleRelease } from "../../proof/simulation/sarcelle.ts";
import { registering } from "./registering.ts";
import {
  afterwards,
  answering,
  asBefore,
  atRest,
  breaks,
  ending,
  forGood,
  minutes,
  standsIn,
  start,
  stop,
  templateWith,
  undoing,
  undone,
} from "./trouble.ts";

const modifyListener = "elasticloadbalancing:ModifyListener";
/** A read of the last look at a switch, when the traffic is moved. */
const lastLook = "elasticloadbalancing:DescribeTargetHealth";

describe("what a catcher sees leads to the rollback in the same execution:", () => {
  it("AWS answers a call with an error, time and again", async () => {
    const world = await atRest();
    breaks(world, "moveTraffic", { target: modifyListener, fault: "error", nth: 2, times: forGood });
    expect(await ending(world, await start(world))).toEqual(
      undone(
        "AwsUnavailable: AWS answered ModifyListener with a failure of its own (InternalFailure: The request processing has failed because of an unknown error, exception or failure.).",
      ),
    );
    expect(await afterwards(world)).toEqual(asBefore);
  });

  it("a function answers more than 256 KiB", async () => {
    const world = await atRest({ handlers: answering({ "blue-green/confirm-traffic": "x".repeat(300_000) }) });
    expect(await ending(world, await start(world))).toMatchObject({
      error: "RolledBack",
      cause: expect.stringMatching(/^States\.DataLimitExceeded: The state\/task '.*' returned a result with a size /),
    });
    expect(await afterwards(world)).toEqual(asBefore);
  });

  it("AWS throttles a call without end", async () => {
    const world = await atRest();
    breaks(world, "moveTraffic", { target: modifyListener, fault: "throttle", nth: 2, times: forGood });
    expect(await ending(world, await start(world))).toEqual(
      undone("Throttled: AWS throttles ModifyListener (ThrottlingException: Rate exceeded)."),
    );
    expect(await afterwards(world)).toEqual(asBefore);
  });

  it("the function's role does not allow a call", async () => {
    const template = templateWith({
      MoveTrafficIamRoleLambdaExecution: (role) => role.replace('"elasticloadbalancing:ModifyListener",', ""),
    });
    const world = await atRest({ template });
    expect(await ending(world, await start(world))).toMatchObject({
      error: "RolledBack",
      cause: expect.stringMatching(
        /^AccessDenied: User: .* is not authorized to perform: elasticloadbalancing:ModifyListener on resource: .* All 3 changes/,
      ),
    });
    expect(await afterwards(world)).toEqual(asBefore);
  });

  it("the answer of a call never arrives, time and again", async () => {
    const world = await atRest();
    breaks(world, "confirmTraffic", { target: lastLook, fault: "lost-response", times: forGood });
    expect(await ending(world, await start(world))).toEqual(
      undone("AwsUnavailable: AWS did not answer DescribeTargetHealth (Error: socket hang up).", 4),
    );
    expect(await afterwards(world)).toEqual(asBefore);
  });

  it("the function's process is killed, time and again", async () => {
    const world = await atRest();
    breaks(world, "confirmTraffic", { target: lastLook, fault: "crash", times: forGood });
    expect(await ending(world, await start(world))).toMatchObject({
      error: "RolledBack",
      cause: expect.stringMatching(/^Runtime.ExitError: .* Runtime exited with error: signal: killed. All 4 changes/),
    });
    expect(await afterwards(world)).toEqual(asBefore);
  });

  it("the function runs into its own timeout, time and again", async () => {
    const world = await atRest();
    breaks(world, "confirmTraffic", { target: lastLook, fault: "latency", milliseconds: minutes(10), times: forGood });
    expect(await ending(world, await start(world))).toMatchObject({
      error: "RolledBack",
      cause: expect.stringMatching(/^Sandbox.Timedout: .* Task timed out after 30.00 seconds. All 4 changes/),
    });
    expect(await afterwards(world)).toEqual(asBefore);
  });

  it("the task runs into its timeout, while its function hangs in the midst of a change", async () => {
    const template = templateWith({
      MoveTrafficLambdaFunction: (resource) => resource.replace('"Timeout":60', '"Timeout":900'),
    });
    const world = await atRest({ template });
    breaks(world, "moveTraffic", { target: modifyListener, fault: "latency", milliseconds: minutes(10), nth: 2 });
    expect(await ending(world, await start(world))).toEqual(
      undone("States.Timeout: the function did not answer within the time that its state allows."),
    );
    expect(await afterwards(world)).toEqual(asBefore);
  });

  it("the function's process is killed, time and again, once it has closed the journal", async () => {
    const world = await atRest();
    breaks(world, "complete", { target: "dynamodb:*", fault: "crash", nth: 4, times: forGood });
    const ended = await ending(world, await start(world));
    expect(ended).toMatchObject({
      error: "LockLost",
      cause: expect.stringMatching(
        /^Deployment 'under-test' succeeded and is closed: its changes stand, and 'web-live' is free. Nothing was undone; .* What failed came after: Runtime.ExitError: /,
      ),
    });
    expect((await world.journals()).at(-1)).toMatchObject({ deployment: { id: "under-test" }, outcome: "Succeeded" });
    expect(await world.lock()).toBeUndefined();
  });

  it("a release never becomes healthy", async () => {
    const world = await atRest({ action: "deploy" });
    const release = sampleRelease("4", "HEALTH=never");
    const ended = await ending(world, await start(world, { action: "release", release }));
    expect(ended).toEqual(
      undone(
        "SideUnhealthy: green's instances keep dying: 4 lost since the launch, the last: an instance was taken out of service in response to an ELB system health check failure.",
        4,
      ),
    );
    expect(await afterwards(world)).toEqual(asBefore);
  });

  it("a release fails its checks", async () => {
    const world = await atRest({ action: "deploy" });
    await registering(world, () => ({
      checks: [{ path: "/", port: 8080, status: 200, contains: "no such words", inARow: 1 }],
    }));
    const release = sampleRelease("4");
    expect(await ending(world, await start(world, { action: "release", release }))).toEqual(
      undone(
        `CheckFailed: GET http://load-balancer-1:9081/ answered 200 without 'no such words'. Its body begins: {"release":"4","commit":"4444444","instance":"(an instance)"}.`,
        4,
      ),
    );
    expect(await afterwards(world)).toEqual(asBefore);
  });

  it("a release loses its health under traffic", async () => {
    const world = await atRest({ action: "deploy" });
    await registering(world, () => ({ bake: { seconds: 300, alarms: [], alarmsMustBeOk: false } }));
    const release = sampleRelease("4", "HEALTH=fail-after-requests:40");
    const { cause, ...end } = await ending(world, await start(world, { action: "release", release }));
    // Whether the second is gone too by then hangs on which of them got how many requests.
    expect({ ...end, cause: cause?.replace(/has [01] healthy/, "has too few healthy") }).toEqual(
      undone(
        "BakeFailed: green lost its health under traffic: web-http-green has too few healthy of 2 targets, at least 2 needed (Health checks failed with these codes: [503]).",
        8,
      ),
    );
    expect(await afterwards(world)).toEqual(asBefore);
  });
});

describe("what no catcher sees starts a rollback execution by itself:", () => {
  it("a person stops the execution", async () => {
    const world = await atRest();
    const arn = await start(world);
    await standsIn(world, arn, "ConfirmTraffic");
    await stop(world, arn);
    expect(await ending(world, arn)).toEqual({ status: "ABORTED" });
    expect(await undoing(world)).toEqual(
      undone("RollbackRequested: Rollback requested by execution ended as ABORTED.", 5),
    );
    expect(await afterwards(world)).toEqual(asBefore);
  });

  it("a person stops the execution while it rolls back", async () => {
    const world = await atRest();
    breaks(world, "complete", { target: "dynamodb:PutItem", fault: "error", times: forGood });
    const arn = await start(world);
    await standsIn(world, arn, "UndoChanges");
    await stop(world, arn);
    expect(await ending(world, arn)).toEqual({ status: "ABORTED" });
    expect(await undoing(world)).toEqual(
      undone("RollbackRequested: Rollback requested by execution ended as ABORTED.", 5),
    );
    expect(await afterwards(world)).toEqual(asBefore);
  });

  it("the execution runs into its own timeout", async () => {
    const template = templateWith({ BlueGreenStateMachine: (machine) => machine.replace("2592000", "120") });
    const world = await atRest({ action: "deploy", template });
    const arn = await start(world, { action: "deploy", release: sampleRelease("4", "START_DELAY=70") });
    expect(await ending(world, arn)).toEqual({ status: "TIMED_OUT" });
    expect(await undoing(world)).toEqual(
      undone("RollbackRequested: Rollback requested by execution ended as TIMED_OUT.", 4),
    );
    expect(await afterwards(world)).toEqual(asBefore);
  });

  it("States.Runtime: the execution's history is full, since a function never says when to look again", async () => {
    const world = await atRest({
      action: "deploy",
      handlers: answering({ "blue-green/bake": { passed: 0, said: {}, verdict: "not ready", lookAgainInSeconds: 0 } }),
    });
    const arn = await start(world, { action: "release", release: sampleRelease("4") });
    expect(await ending(world, arn)).toEqual({
      status: "FAILED",
      error: "States.Runtime",
      cause: "The execution reached the maximum number of history events (25000).",
    });
    expect(await undoing(world)).toEqual(
      undone("RollbackRequested: Rollback requested by execution ended as FAILED.", 8),
    );
    expect(await afterwards(world)).toEqual(asBefore);
  });

  it("States.QueryEvaluationError: a state without a catcher cannot read what a function answered", async () => {
    const answer = { passed: 0, said: {}, verdict: "not ready", lookAgainInSeconds: "soon" };
    const world = await atRest({ action: "deploy", handlers: answering({ "blue-green/bake": answer }) });
    const arn = await start(world, { action: "release", release: sampleRelease("4") });
    expect(await ending(world, arn)).toMatchObject({ status: "FAILED", error: "States.QueryEvaluationError" });
    expect(await undoing(world)).toEqual(
      undone("RollbackRequested: Rollback requested by execution ended as FAILED.", 8),
    );
    expect(await afterwards(world)).toEqual(asBefore);
  });

  it("States.DataLimitExceeded: a function answers more than 256 KiB, and AWS does as its guide says", async () => {
    const handlers = answering({ "blue-green/confirm-traffic": "x".repeat(300_000) });
    const world = await atRest({ handlers, without: ["data-limit-is-caught"] });
    const arn = await start(world);
    expect(await ending(world, arn)).toMatchObject({ status: "FAILED", error: "States.DataLimitExceeded" });
    expect(await undoing(world)).toEqual(
      undone("RollbackRequested: Rollback requested by execution ended as FAILED.", 4),
    );
    expect(await afterwards(world)).toEqual(asBefore);
  });

  it("a person stops it, and the event that tells of it is lost: within a quarter of an hour", async () => {
    const template = templateWith({
      SarcelleliveonExecutionEndedrule1EventBridgeRule: (rule) => rule.replace('"ABORTED"', '"(LOST)"'),
    });
    const world = await atRest({ template });
    const arn = await start(world);
    await standsIn(world, arn, "ConfirmTraffic");
    await stop(world, arn);
    const stopped = world.simulation.now();
    expect(await ending(world, await world.start({ action: "switch" }, "the-next"))).toEqual({
      status: "FAILED",
      error: "EnvironmentBusy",
      cause: expect.stringContaining("deployment 'under-test' (switch, requested by simulation, started "),
    });
    expect(await undoing(world)).toEqual(
      undone("RollbackRequested: Rollback requested by execution ended as ABORTED.", 5),
    );
    expect(world.simulation.now() - stopped).toBeLessThan(minutes(17));
    expect(await afterwards(world)).toEqual(asBefore);
  });
});
