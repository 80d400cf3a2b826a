/** Whoever lost the lock cannot act: functions that wake up late, and executions that are redriven. */
import { describe, expect, it } from "vitest";
import {
  afterwards,
  asBefore,
  atRest,
  breaks,
  changing,
  ending,
  forGood,
  lockLost,
  minutes,
  reached,
  redrive,
  rollBack,
  seconds,
  standsIn,
  start,
  stop,
  templateWith,
  undoing,
  undone,
} from "./trouble.ts";

const describeListeners = "elasticloadbalancing:DescribeListeners";
const byRollback = "RollbackRequested: Rollback requested by simulation.";

describe("a function that wakes up when its deployment is undone", () => {
  it("writes neither journal nor AWS, if it had not begun a change", async () => {
    const world = await atRest();
    breaks(world, "moveTraffic", { target: describeListeners, fault: "latency", milliseconds: seconds(55), nth: 1 });
    const arn = await start(world);
    await standsIn(world, arn, "MoveTraffic");
    await world.simulation.advance(seconds(5));
    expect(await ending(world, await rollBack(world, "by-hand"))).toEqual(undone(byRollback, 0));
    expect(await world.execution(arn)).toMatchObject({ status: "RUNNING" });
    expect(await ending(world, arn)).toEqual(lockLost("under-test", 3));
    expect(changing(world, 0).filter((call) => call.startsWith("moveTraffic"))).toEqual([]);
    expect(await afterwards(world)).toEqual(asBefore);
  });

  it("is waited for, if it had begun a change", async () => {
    const world = await atRest();
    breaks(world, "moveTraffic", { target: describeListeners, fault: "latency", milliseconds: seconds(55), nth: 4 });
    const arn = await start(world);
    await standsIn(world, arn, "MoveTraffic");
    await world.simulation.advance(seconds(5));
    expect(await ending(world, await rollBack(world, "by-hand"))).toEqual(undone(byRollback, 3));
    expect(await ending(world, arn)).toEqual(lockLost("under-test", 3));
    expect(await afterwards(world)).toEqual(asBefore);
  });

  it("does not undo what the next deployment does, if it was a rollback's", async () => {
    const world = await atRest();
    breaks(world, "complete", { target: "dynamodb:PutItem", fault: "error", times: forGood });
    breaks(world, "undoChanges", { target: describeListeners, fault: "latency", milliseconds: seconds(115), nth: 3 });
    const arn = await start(world);
    await standsIn(world, arn, "UndoChanges");
    await world.simulation.advance(seconds(5));
    await ending(world, await rollBack(world, "by-hand"));
    world.simulation.faults.removeAll();
    const next = await world.start({ action: "switch" }, "the-next");
    expect(await ending(world, next)).toEqual({ status: "SUCCEEDED" });
    await world.simulation.advance(minutes(5));
    expect(await ending(world, arn)).toEqual(lockLost("rollback:under-test", 4));
    expect(await reached(world)).toEqual(["web-http-green", "web-https-green"]);
    expect(world.simulation.traffic().failed).toBe(0);
  });
});

describe("a redriven execution", () => {
  it("refuses to run, if its journal was undone", async () => {
    const world = await atRest();
    const arn = await start(world);
    await standsIn(world, arn, "ConfirmTraffic");
    await stop(world, arn);
    expect(await undoing(world)).toMatchObject({ error: "RolledBack" });
    const since = world.simulation.calls.list().length;
    await redrive(world, arn);
    expect(await ending(world, arn)).toEqual(lockLost("under-test", 3));
    expect(changing(world, since)).toEqual([]);
    expect(await afterwards(world)).toEqual(asBefore);
  });

  it("refuses to run, if its journal is being undone, and does not disturb that", async () => {
    const world = await atRest();
    const arn = await start(world);
    await standsIn(world, arn, "ConfirmTraffic");
    await stop(world, arn);
    const undo = arn.replace("blue-green:", "rollback:undo-");
    await world.simulation.until(
      () =>
        world.execution(undo).then(
          () => true,
          () => false,
        ),
      minutes(1),
      100,
    );
    await standsIn(world, undo, "UndoChanges");
    await redrive(world, arn);
    expect(await ending(world, arn)).toEqual(lockLost("under-test", 3));
    expect(await ending(world, undo)).toEqual(
      undone("RollbackRequested: Rollback requested by execution ended as ABORTED.", 5),
    );
    expect(await afterwards(world)).toEqual(asBefore);
  });

  it("fails again as it failed, if its rollback failed, and changes nothing", async () => {
    const template = templateWith({
      UndoChangesIamRoleLambdaExecution: (role) => role.replace('"elasticloadbalancing:ModifyListener",', ""),
    });
    const world = await atRest({ template });
    breaks(world, "complete", { target: "dynamodb:PutItem", fault: "error", times: forGood });
    const arn = await start(world);
    const first = await ending(world, arn);
    expect(first).toMatchObject({ status: "FAILED", error: "RollbackFailed" });
    await world.simulation.advance(minutes(60));
    const since = world.simulation.calls.list().length;
    await redrive(world, arn);
    await world.simulation.advance(minutes(60));
    expect(await ending(world, arn)).toEqual(first);
    expect(changing(world, since)).toEqual([]);
  });
});
