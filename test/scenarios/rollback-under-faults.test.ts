/** The rollback is as robust as what it undoes: each of its own calls fails once, and everything is restored all the same. */
import { expect, inject, it } from "vitest";
import { type CallFault, mutatingCalls, nameOf, ruleOf } from "../../proof/crash-matrix/cases.ts";
import { runClean, runInTrouble } from "../../proof/crash-matrix/run-case.ts";

const template = inject("template");
const action = "switch";
const rollback = ["beginRollback", "undoChanges", "closeRollback"];
const faults: readonly CallFault[] = ["crash once", "lost-response once", "error once"];

/** With the last thing that a deployment does out of order, the rollback has everything to undo. */
const unableToComplete = ruleOf({
  kind: "call",
  action,
  caller: "complete",
  operation: "dynamodb:PutItem",
  nth: 1,
  fault: "error for good",
});

it("a switch is undone although each call of its rollback crashes, loses its answer or fails once", async () => {
  const clean = await runClean(action, template);
  const { ending, calls } = await runInTrouble(action, { rules: [unableToComplete] }, clean, template);
  expect(ending).toBe("restored");
  const broken = mutatingCalls(calls).filter(({ caller }) => rollback.includes(caller));
  expect(broken.length).toBeGreaterThan(8);
  const wrong: string[] = [];
  for (const [index, call] of broken.entries()) {
    const each = { kind: "call", action, ...call, fault: faults[index % faults.length] ?? "crash once" } as const;
    const result = await runInTrouble(action, { rules: [unableToComplete, ruleOf(each)] }, clean, template);
    if (result.ending !== "restored" || result.failedRequests > 0)
      wrong.push(`${nameOf(each)}: ${result.ending}\n${result.diff.join("\n")}`);
  }
  expect(wrong).toEqual([]);
}, 300_000);
