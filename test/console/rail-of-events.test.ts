import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { HistoryEvent } from "@aws-sdk/client-sfn";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { Rail, Stop } from "../../console/rail.ts";
import { railOf, takenOver } from "../../console/rail-of-events.ts";
import { order } from "../../src/deployment/steps/order.ts";
import { toldEnds, toldNowhere, toldPhases, toldRollback } from "../../statemachines/phases.ts";

/** What happens to a state, in short: it answers, or it fails, is tried again, and is caught. */
type Happens = { readonly answers: object } | { readonly fails: string; readonly again?: number } | "goes on";

const start = Date.parse("2026-01-01T00:00:00Z");
const at = (n: number) => new Date(start + n * 1_000);

/** What a choice and a wait answer. */
const chosen = { answers: {} };

/** A history as Step Functions writes it, an event a second: states in their order, each with what happens to it. */
const historyOf = (
  states: readonly (readonly [string, Happens])[],
  end?: HistoryEvent["type"],
): readonly HistoryEvent[] => {
  const events: Omit<HistoryEvent, "id" | "timestamp">[] = [{ type: "ExecutionStarted" }];
  for (const [name, happens] of states) {
    events.push({ type: "TaskStateEntered", stateEnteredEventDetails: { name } });
    const again = typeof happens === "object" && "fails" in happens ? (happens.again ?? 0) : 0;
    // Of what is chosen or waited for, nothing is given to Lambda.
    const tries = happens === chosen ? 0 : again + 1;
    for (let tried = 0; tried < tries; tried++) {
      events.push({ type: "LambdaFunctionScheduled" }, { type: "LambdaFunctionStarted" });
      if (happens === "goes on") break;
      if ("fails" in happens) {
        const cause = JSON.stringify({ errorType: happens.fails, errorMessage: "what was found", trace: [] });
        events.push({
          type: "LambdaFunctionFailed",
          lambdaFunctionFailedEventDetails: { error: happens.fails, cause },
        });
      } else events.push({ type: "LambdaFunctionSucceeded" });
    }
    if (happens === "goes on") break;
    const output = JSON.stringify("answers" in happens ? happens.answers : { Error: happens.fails });
    events.push({ type: "TaskStateExited", stateExitedEventDetails: { name, output } });
  }
  if (end !== undefined) events.push({ type: end });
  return events.map((event, n) => ({ ...event, id: n + 1, timestamp: at(n) }) as HistoryEvent);
};

const done = { answers: {} };
const ready = { answers: { verdict: "ready", reason: "it is", lookAgainInSeconds: 0 } };
const notReady = {
  answers: {
    verdict: "not ready",
    reason: "0 of 2 healthy.",
    lookAgainInSeconds: 5,
    until: "2026-01-01T00:10:00.000Z",
  },
};

const stopIn = (rail: Rail, state: string): Stop => {
  const found = [...rail.phases.flatMap(({ stops }) => stops), ...rail.rollback].find((stop) => stop.state === state);
  if (found === undefined) throw new Error(`There is no stop ${state}.`);
  return found;
};
const stands = (rail: Rail) => Object.fromEntries(rail.phases.map((phase) => [phase.name, phase.stands]));

const begun = [
  ["Preflight", { answers: { request: {}, said: {} } }],
  ["AcquireLock", { answers: { epoch: 1 } }],
  ["EndHold", done],
] as const;
const launched = [
  ...begun,
  ["EmptyIdleSide", done],
  ["AwaitEmpty", ready],
  ["RegisterRelease", done],
  ["LaunchRelease", done],
] as const;

describe("a rail", () => {
  it("of a loop is one stop: looks, the last reason, the next look and until when", () => {
    const looking = [
      ["AwaitHealthy", notReady],
      ["IsHealthy", done],
      ["WaitToBecomeHealthy", done],
    ] as const;
    const events = historyOf([...launched, ...looking, ["AwaitHealthy", notReady]]);
    const rail = railOf({ action: "release", events });
    const { looks, stands: here, reason, until, nextLook, endedAt } = stopIn(rail, "AwaitHealthy");
    expect({ looks, here, reason, until, endedAt }).toEqual({
      ...{ looks: 2, here: "here", reason: "0 of 2 healthy.", until: "2026-01-01T00:10:00.000Z", endedAt: null },
    });
    expect(nextLook).toBe(at(events.length - 1 + 5).toISOString());
    expect(stands(rail)).toEqual({
      ...{ start: "done", deploy: "here", switch: "ahead", bake: "ahead", confirm: "ahead", complete: "ahead" },
    });
  });

  it("does not take for done what something came after: a failure that is caught stands under its stop, and the rollback is a branch", () => {
    const rail = railOf({
      action: "release",
      events: historyOf(
        [
          ...launched,
          ["AwaitHealthy", { fails: "SideUnhealthy" }],
          ["BeginRollback", done],
          ["UndoChanges", notReady],
          ["IsRestored", done],
          ["UndoChanges", ready],
          ["CloseRollback", done],
          ["RolledBack", done],
        ],
        "ExecutionFailed",
      ),
    });
    expect(stopIn(rail, "AwaitHealthy")).toMatchObject({ stands: "failed", reason: "SideUnhealthy: what was found" });
    expect(stands(rail)).toEqual({
      ...{
        start: "done",
        deploy: "failed",
        switch: "not reached",
        bake: "not reached",
        confirm: "not reached",
        complete: "not reached",
      },
    });
    expect(rail.rollback.map(({ state, stands: each, looks }) => [state, each, looks])).toEqual([
      ["BeginRollback", "done", 1],
      ["UndoChanges", "done", 2],
      ["CloseRollback", "done", 1],
    ]);
    expect(rail.end).toBe("RolledBack");
  });

  it("counts what is tried again, and says why while it is", () => {
    const tried = historyOf([...begun, ["EmptyIdleSide", { fails: "Throttled", again: 2 }]]);
    expect(stopIn(railOf({ action: "deploy", events: tried.slice(0, -1) }), "EmptyIdleSide")).toMatchObject({
      ...{ stands: "here", retries: 2, reason: "Throttled: what was found" },
    });
  });

  it("has the steps that only some deployments have, once it is known that this one does", () => {
    const terms = [
      ["Preflight", { answers: { request: { scaledown: true }, hook: { function: "f" } } }],
      ["AcquireLock", { answers: { preview: true, approval: true } }],
    ] as const;
    const states = (events: readonly HistoryEvent[]) =>
      railOf({ action: "release", events }).phases.flatMap(({ stops }) => stops.map(({ state }) => state));
    const rare = ["OpenPreview", "RunHook", "AwaitApproval", "ClosePreview", "ScaleDown", "AwaitScaledDown"];
    expect(states(historyOf(terms)).filter((state) => rare.includes(state))).toEqual(rare);
    expect(states(historyOf(begun)).filter((state) => rare.includes(state))).toEqual([]);
  });

  it.each(["fail", "not ready", "ready", "ok"])(
    "says of a hook that it does not pass, though its task succeeded: %s",
    (verdict) => {
      const answers = { verdict, reason: "the cart is empty", lookAgainInSeconds: 5 };
      const events = historyOf([...launched, ["RunHook", { answers }]]);
      expect(stopIn(railOf({ action: "release", events }), "RunHook")).toMatchObject({
        ...{ stands: "failed", reason: "the cart is empty", until: null, nextLook: null },
      });
    },
  );

  it("of an execution that was stopped says so where it stood, and goes on with the rollback that followed in its own", () => {
    const own = historyOf([...launched, ["AwaitHealthy", "goes on"]], "ExecutionAborted");
    expect(stopIn(railOf({ action: "release", events: own }), "AwaitHealthy")).toMatchObject({
      ...{ stands: "failed", reason: "the execution was stopped" },
    });
    expect(railOf({ action: "release", events: own }).end).toBe("Aborted");
    const rollback = historyOf([
      ["FindDeployment", done],
      ["BeginRollback", "goes on"],
    ]);
    const rail = railOf({ action: "release", events: [...own, ...rollback] });
    expect([rail.end, stopIn(rail, "BeginRollback").stands]).toEqual([null, "here"]);
  });

  it("of a rollback that failed shows the runbook's state, and nothing ahead", () => {
    const events = historyOf(
      [
        ...begun,
        ["BeginRollback", done],
        ["UndoChanges", { fails: "RollbackIncomplete" }],
        ["WriteRunbook", done],
        ["RollbackFailed", done],
      ],
      "ExecutionFailed",
    );
    const rail = railOf({ action: "deploy", events });
    expect(rail.rollback.map(({ state, stands: each }) => [state, each])).toEqual([
      ["BeginRollback", "done"],
      ["UndoChanges", "failed"],
      ["WriteRunbook", "done"],
    ]);
    expect(rail.end).toBe("RollbackFailed");
  });

  it("shows a state that nobody knows by its name, where it was met", () => {
    const rail = railOf({ action: "deploy", events: historyOf([...launched, ["WarmCaches", "goes on"]]) });
    expect(rail.phases.find(({ name }) => name === "deploy")?.stops.at(-1)).toMatchObject({
      state: "WarmCaches",
      says: "WarmCaches",
      stands: "here",
    });
  });

  it("is taken up again where an execution is redriven", () => {
    const ended = historyOf([...begun, ["EmptyIdleSide", { fails: "States.Runtime" }]], "ExecutionFailed");
    const redriven = [...ended, { type: "ExecutionRedriven" }, { type: "LambdaFunctionScheduled" }].map(
      (event, n) => ({ ...event, id: n + 1, timestamp: at(n) }) as HistoryEvent,
    );
    const rail = railOf({ action: "deploy", events: redriven });
    expect([rail.end, stopIn(rail, "EmptyIdleSide").stands]).toEqual([null, "here"]);
  });
});

const root = join(import.meta.dirname, "../..");
const read = (file: string) => parse(readFileSync(join(root, "statemachines", file), "utf8"), { logLevel: "silent" });
interface AslState {
  readonly Type: string;
  readonly Next?: string;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Next: string }[];
  readonly Catch?: readonly { readonly Next: string }[];
}
const rollbackStates = read("rollback.states.yml");
const machine: Readonly<Record<string, AslState>> = { ...read("blue-green.asl.yml").States, ...rollbackStates };

/** A walk through the machine, as chance has it; what it answers is a history. */
const walks = fc.array(fc.nat(), { minLength: 1, maxLength: 60 }).map((chances) => {
  const walked: [string, Happens][] = [];
  let state = "Preflight";
  for (const chance of chances) {
    const { Type, Next, Default, Choices = [], Catch = [] } = machine[state] as AslState;
    const fails = Type === "Task" && chance % 4 === 0 && Catch.length > 0;
    walked.push([
      state,
      fails ? { fails: "SideUnhealthy" } : Type === "Task" ? (chance % 3 === 0 ? notReady : ready) : chosen,
    ]);
    const ways = fails ? Catch : [...Choices, { Next: Default ?? Next }];
    const to = ways[chance % ways.length]?.Next;
    if (to === undefined) break;
    state = to;
  }
  return walked;
});

const stopStates = new Set([...toldPhases.flatMap(({ stops }) => stops), ...toldRollback].map(({ state }) => state));
const placeless = new Set([...toldEnds, ...toldNowhere]);

describe("a rollback in an execution of its own", () => {
  const undone = railOf({
    action: "release",
    events: [
      ...historyOf([
        ["Preflight", done],
        ["AcquireLock", done],
        ["EmptyIdleSide", done],
        ["AwaitHealthy", { fails: "LockLost" }],
      ]),
      ...historyOf([["BeginRollback", done]]),
    ],
  });

  it("is why a stop that it came upon was not ended, and that stop not why there is a rollback", () => {
    expect(stopIn(undone, "AwaitHealthy")).toMatchObject({ stands: "failed", reason: takenOver });
  });

  it("leaves as passed by what was not needed, and as not reached what was to come", () => {
    expect(stopIn(undone, "EndHold").stands).toBe("skipped");
    expect(stopIn(undone, "Bake").stands).toBe("not reached");
  });
});

describe("the rail of any walk through the machine", () => {
  const actions = fc.constantFrom(...Object.keys(order));

  it("shows each stop that was met, none as done that did not end well, and at most one as here", () => {
    fc.assert(
      fc.property(walks, actions, (walk, action) => {
        const rail = railOf({ action, events: historyOf(walk) });
        const stops = [...rail.phases.flatMap((phase) => phase.stops), ...rail.rollback];
        const last = new Map(walk.filter(([state]) => stopStates.has(state)));
        for (const [state, happens] of last) {
          const expected =
            typeof happens === "object" && "fails" in happens ? "failed" : happens === notReady ? "here" : "done";
          expect([state, stops.find((stop) => stop.state === state)?.stands]).toEqual([
            state,
            // Of a hook the machine takes anything but that it passes for a no (HasPassed), and no answer of a walk says that.
            state === "RunHook" ? "failed" : expected,
          ]);
        }
        for (const stop of stops.filter(({ state }) => !last.has(state)))
          expect(["ahead", "not reached", "skipped"]).toContain(stop.stands);
        expect(stops.every(({ state }) => !placeless.has(state))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it("has nothing ahead beside the rollback once that began, nor after the end", () => {
    fc.assert(
      fc.property(walks, actions, (walk, action) => {
        const rolls = walk.some(([state]) => state === "BeginRollback");
        const rail = railOf({ action, events: historyOf(walk, rolls ? undefined : "ExecutionAborted") });
        expect(rail.phases.flatMap(({ stops }) => stops).filter((stop) => stop.stands === "ahead")).toEqual([]);
        expect(rail.rollback.length > 0).toBe(rolls);
      }),
      { numRuns: 200 },
    );
  });
});
