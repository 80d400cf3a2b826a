/** The ways in which a rollback itself fails, is ended, or is asked for more than once. */
import { describe, expect, it } from "vitest";
import {
  afterwards,
  answering,
  asBefore,
  atRest,
  breaks,
  ending,
  forGood,
  lockLost,
  minutes,
  rollBack,
  seconds,
  standsIn,
  start,
  stop,
  type Trouble,
  templateWith,
  undoing,
  undone,
} from "./trouble.ts";

const requestedBy = (whom: string) => `RollbackRequested: Rollback requested by ${whom}.`;
const ended = (status: string) => requestedBy(`execution ended as ${status}`);
const unableToComplete = (world: Trouble) =>
  breaks(world, "complete", { target: "dynamodb:PutItem", fault: "error", times: forGood });
const cannotComplete =
  "AwsUnavailable: AWS answered PutItem with a failure of its own (InternalFailure: The request processing has failed because of an unknown error, exception or failure.).";

/** A switch whose traffic is moved, four changes, and whose last change is not written down yet: its function reads slowly. */
const moved = async (world: Trouble) => {
  const slow = { target: "autoscaling:DescribeAutoScalingGroups", fault: "latency", nth: 1 } as const;
  breaks(world, "confirmTraffic", { ...slow, milliseconds: seconds(20) });
  const arn = await start(world);
  await standsIn(world, arn, "ConfirmTraffic");
  return arn;
};

/** One that was stopped then: its rollback is about to start by itself. */
const stopped = async (world: Trouble) => {
  const arn = await moved(world);
  await stop(world, arn);
  return arn;
};

const rollbackArn = ({ simulation }: Trouble, name: string) =>
  `arn:aws:states:${simulation.region}:${simulation.account}:execution:sarcelle-live-rollback:${name}`;

/** Stops the rollback of that name once it stands in a state. */
const stopsIn = async (world: Trouble, name: string, state: string) => {
  const arn = rollbackArn(world, name);
  await world.simulation.until(
    () =>
      world.execution(arn).then(
        () => true,
        () => false,
      ),
    minutes(5),
    100,
  );
  await standsIn(world, arn, state);
  await stop(world, arn);
  return arn;
};

describe("a rollback goes on", () => {
  it("when AWS throttles it for a quarter of an hour", async () => {
    const world = await atRest();
    unableToComplete(world);
    const answerAgain = breaks(world, "undoChanges", { target: "elasticloadbalancing:*", fault: "throttle" });
    const arn = await start(world);
    await standsIn(world, arn, "UndoChanges");
    await world.simulation.advance(minutes(15));
    answerAgain();
    expect(await ending(world, arn)).toEqual(undone(cannotComplete, 5));
    expect(await afterwards(world)).toEqual(asBefore);
  });

  it("when its function's process is killed for ten minutes", async () => {
    const world = await atRest();
    unableToComplete(world);
    const liveAgain = breaks(world, "undoChanges", {
      target: "elasticloadbalancing:DescribeListeners",
      fault: "crash",
    });
    const arn = await start(world);
    await standsIn(world, arn, "UndoChanges");
    await world.simulation.advance(minutes(10));
    liveAgain();
    await ending(world, arn);
    expect(await afterwards(world)).toEqual(asBefore);
  });

  it("when a person stops the rollback's execution", async () => {
    const world = await atRest();
    await stopped(world);
    expect(await ending(world, await stopsIn(world, "undo-under-test", "UndoChanges"))).toEqual({ status: "ABORTED" });
    expect(await undoing(world, "undo-undo-under-test")).toEqual(undone(ended("ABORTED"), 4));
    expect(await afterwards(world)).toEqual(asBefore);
  });

  it("when a person stops the rollback's execution before it has taken over", async () => {
    const world = await atRest();
    breaks(world, "findDeployment", { target: "dynamodb:GetItem", fault: "latency", milliseconds: seconds(5), nth: 1 });
    await stopped(world);
    expect(await ending(world, await stopsIn(world, "undo-under-test", "FindDeployment"))).toEqual({
      status: "ABORTED",
    });
    expect(await undoing(world, "undo-undo-under-test")).toEqual(undone(ended("ABORTED"), 4));
    expect(await afterwards(world)).toEqual(asBefore);
  });

  it("when the rollback's execution runs into its own timeout", async () => {
    const template = templateWith({ RollbackStateMachine: (machine) => machine.replace("2592000", "120") });
    const world = await atRest({ template });
    const answerAgain = breaks(world, "undoChanges", { target: "elasticloadbalancing:*", fault: "throttle" });
    await stopped(world);
    expect(await undoing(world)).toEqual({ status: "TIMED_OUT" });
    answerAgain();
    expect(await undoing(world, "undo-undo-under-test")).toEqual(undone(ended("TIMED_OUT"), 4));
    expect(await afterwards(world)).toEqual(asBefore);
  });
});

describe("a rollback that cannot go on", () => {
  it("ends in RollbackFailed, says what is left and how to finish it", async () => {
    const template = templateWith({
      UndoChangesIamRoleLambdaExecution: (role) => role.replace('"elasticloadbalancing:ModifyListener",', ""),
    });
    const world = await atRest({ template });
    unableToComplete(world);
    const { error, cause } = await world.ended(await start(world));
    expect(error).toBe("RollbackFailed");
    // Ids are AWS's own.
    const lines = cause?.replace(/[0-9a-f]{16}/g, "(id)").split("\n") ?? [];
    expect(lines[0]).toMatch(/^AccessDenied: .* is not authorized to perform: elasticloadbalancing:ModifyListener on /);
    expect(lines[0]).toContain(`(rolling back after ${cannotComplete})`);
    expect(lines[1]).toBe("What is left, in the order in which to restore it:");
    const listener =
      "- listener arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/web/(id)/(id) is not undone yet.";
    expect(lines.filter((line) => line.startsWith("- "))).toEqual([
      listener,
      listener,
      "- group-processes web-green is not undone yet.",
    ]);
    expect(lines.filter((line) => line.includes("To restore it: "))).toHaveLength(4);
    expect(lines.at(-1)).toBe(
      "Then go on with 'sarcelle rollback web-live --resume', or keep things as they are with 'sarcelle rollback web-live --accept REASON'.",
    );
    // Nobody but a person can help; it was tried again meanwhile.
    expect(await undoing(world, "undo-undo-undo-under-test")).toMatchObject({ error: "RollbackFailed" });
    expect(await world.lock()).toMatchObject({ deployment: { id: "under-test" } });
    expect(world.simulation.traffic().failed).toBe(0);
  });

  it("is given up at its deadline, though its function dies at each try", async () => {
    const world = await atRest();
    unableToComplete(world);
    breaks(world, "undoChanges", { target: "autoscaling:DescribeAutoScalingGroups", fault: "crash" });
    const { error, cause } = await world.ended(await start(world));
    expect(error).toBe("RollbackFailed");
    expect(cause).toMatch(
      /^RollbackIncomplete: the function that changes group-processes web-green may still be writing after \d{4} s; the deadline is 1800 s\. /,
    );
    expect(world.simulation.traffic().failed).toBe(0);
  });

  it("ends in Refused with AWS's error where it cannot so much as read what to undo, and goes on when asked again", async () => {
    const world = await atRest();
    const answerAgain = breaks(world, "findDeployment", { target: "dynamodb:*", fault: "error" });
    await stopped(world);
    const refused = {
      status: "FAILED",
      error: "AwsUnavailable",
      cause: expect.stringMatching(/^AWS answered GetItem with a failure of its own /),
    };
    expect(await undoing(world)).toMatchObject(refused);
    expect(await undoing(world, "undo-undo-undo-under-test")).toMatchObject(refused);
    expect(await world.lock()).toMatchObject({ owner: "under-test" });
    answerAgain();
    expect(await world.ended(await rollBack(world, "again"))).toMatchObject({ error: "RolledBack" });
    expect(await afterwards(world)).toEqual(asBefore);
  });

  it("is not started for ever", async () => {
    // Where nothing but its own name catches it, the error ends each of them at once.
    const handlers = answering({ "rollback/undo-changes": "x".repeat(300_000) });
    const world = await atRest({ handlers, without: ["data-limit-is-caught"] });
    await stopped(world);
    expect(await undoing(world)).toMatchObject({ error: "States.DataLimitExceeded" });
    expect(await undoing(world, "undo-undo-under-test")).toMatchObject({ error: "States.DataLimitExceeded" });
    expect(await undoing(world, "undo-undo-undo-under-test")).toMatchObject({ error: "States.DataLimitExceeded" });
    await world.simulation.advance(minutes(60));
    await expect(world.execution(rollbackArn(world, "undo-undo-undo-undo-under-test"))).rejects.toThrow(
      "Execution Does Not Exist",
    );
    expect(await world.lock()).toMatchObject({ owner: "rollback:undo-undo-undo-under-test" });
    expect(world.simulation.traffic().failed).toBe(0);
  });
});

describe("twice is as good as once:", () => {
  it("the catcher and the rule on the execution's status start the rollback at one time", async () => {
    const world = await atRest();
    unableToComplete(world);
    const arn = await start(world);
    await standsIn(world, arn, "UndoChanges");
    const rule = await world.start(
      { deployment: "under-test", requestedBy: "execution ended as FAILED" },
      "undo-under-test",
      "rollback",
    );
    expect(await ending(world, arn)).toEqual(lockLost("rollback:under-test", 4));
    expect(await ending(world, rule)).toEqual(undone(ended("FAILED"), 5));
    expect(await afterwards(world)).toEqual(asBefore);
  });

  it("two people ask for the rollback at one time", async () => {
    const world = await atRest();
    const arn = await moved(world);
    const anna = await rollBack(world, "anna");
    await standsIn(world, anna, "UndoChanges");
    const ben = await rollBack(world, "ben");
    expect(await ending(world, ben)).toEqual(undone(requestedBy("simulation"), 4));
    expect(await ending(world, anna)).toEqual(lockLost("rollback:anna", 4));
    expect(await ending(world, arn)).toEqual(lockLost("under-test", 3));
    expect(await afterwards(world)).toEqual(asBefore);
  });

  it("a person rolls back a deployment whose execution is stopped then", async () => {
    const world = await atRest();
    const arn = await moved(world);
    const anna = await rollBack(world, "anna");
    await standsIn(world, anna, "UndoChanges");
    await stop(world, arn);
    expect(await ending(world, anna)).toEqual(undone(requestedBy("simulation"), 4));
    await expect(world.execution(rollbackArn(world, "undo-under-test"))).rejects.toThrow("Execution Does Not Exist");
    expect(await afterwards(world)).toEqual(asBefore);
  });
});
