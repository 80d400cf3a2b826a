import type { HistoryEvent } from "@aws-sdk/client-sfn";
import { describe, expect, it } from "vitest";
import { listenerSkewOf, transitionsOf } from "../../../proof/story/deployment.ts";

const history = (...events: readonly (readonly [HistoryEvent["type"], previousEventId: number])[]): HistoryEvent[] =>
  events.map(([type, previousEventId], index) => ({ timestamp: new Date(0), id: index + 1, type, previousEventId }));

describe("the state transitions of an execution", () => {
  it("are the states entered, of whatever type", () => {
    const events = history(
      ["ExecutionStarted", 0],
      ["TaskStateEntered", 1],
      ["LambdaFunctionScheduled", 2],
      ["LambdaFunctionStarted", 3],
      ["LambdaFunctionSucceeded", 4],
      ["TaskStateExited", 5],
      ["ChoiceStateEntered", 6],
      ["ChoiceStateExited", 7],
      ["WaitStateEntered", 8],
      ["WaitStateExited", 9],
      ["FailStateEntered", 10],
      ["ExecutionFailed", 11],
    );
    expect(transitionsOf(events)).toBe(4);
  });

  it("are each retry too", () => {
    const events = history(
      ["ExecutionStarted", 0],
      ["TaskStateEntered", 1],
      ["LambdaFunctionScheduled", 2],
      ["LambdaFunctionFailed", 3],
      ["LambdaFunctionScheduled", 4],
      ["LambdaFunctionTimedOut", 5],
      ["LambdaFunctionScheduled", 6],
    );
    expect(transitionsOf(events)).toBe(3);
  });
});

describe("the skew of the listeners", () => {
  const call = (time: number, principal: string, outcome = "ok") => ({ time, principal, outcome });
  const span = { startedAt: 100, stoppedAt: 200 };

  it("is the time between the deployment's first and last, not the rollback's, nor another deployment's", () => {
    const calls = [
      call(50, "shift"),
      call(110, "shift"),
      call(114.6, "shift"),
      call(150, "undo"),
      call(199, "undo"),
      call(201, "shift"),
    ];
    expect(listenerSkewOf(calls, span)).toBe(5);
  });

  it("counts what was done although the answer was lost, not what was refused", () => {
    const calls = [call(110, "shift", "ThrottlingException"), call(120, "shift", "lost"), call(130, "shift")];
    expect(listenerSkewOf(calls, span)).toBe(10);
  });

  it("is undefined if no listener was turned", () => {
    expect(listenerSkewOf([call(50, "shift")], span)).toBeUndefined();
  });
});
