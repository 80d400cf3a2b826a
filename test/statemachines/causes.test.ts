/** What a person reads at the end of an execution that did not succeed: the causes of the states that fail. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import jsonata from "jsonata";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

const root = fileURLToPath(new URL("../..", import.meta.url));
const textOf = (file: string) => readFileSync(join(root, file), "utf8");
const statesOf = (yaml: string) => parse(yaml, { logLevel: "silent" });

/** A state's cause as packaging assembles it, with what it says of these variables. */
const causeOf = async (state: { readonly Cause: string }, variables: object): Promise<unknown> => {
  const [, expression = ""] =
    /^\{%(.*)%\}$/s.exec(state.Cause.replaceAll(/\$\{file\(([^)]+)\)\}/g, (_, file: string) => textOf(file))) ?? [];
  const compiled = jsonata(expression);
  // Step Functions' own function, which JSONata does not have.
  compiled.registerFunction("parse", (text: string) => JSON.parse(text));
  return compiled.evaluate({}, { ...variables });
};

const shared = statesOf(textOf("statemachines/rollback.states.yml"));
const blueGreen = statesOf(textOf("statemachines/blue-green.asl.yml")).States;
const rollingUpdate = statesOf(textOf("statemachines/rolling-update.asl.yml")).States;
const rollback = statesOf(textOf("statemachines/rollback.asl.yml")).States;

const thrown = JSON.stringify({ errorType: "Conflict", errorMessage: 'it is "web" now', trace: ["at x"] });
const platforms = "Lambda did not answer: {no JSON}";

describe("a state that fails says in words what a function threw, and what anybody else said as it is", () => {
  it.each<[string, { readonly Cause: string }, string]>([
    ["Refused of blue-green", blueGreen.Refused, "failure"],
    ["Refused of rolling-update", rollingUpdate.Refused, "failure"],
    ["Refused of rollback", rollback.Refused, "failure"],
    ["TakenOver", shared.TakenOver, "lost"],
  ])("%s", async (_, state, variable) => {
    expect(await causeOf(state, { [variable]: { Error: "Conflict", Cause: thrown } })).toBe('it is "web" now');
    expect(await causeOf(state, { [variable]: { Error: "Lambda.Unknown", Cause: platforms } })).toBe(platforms);
    for (const nothing of [{}, { Cause: "" }])
      expect(await causeOf(state, { [variable]: { Error: "Lambda.Unknown", ...nothing } })).toBe("no cause was given");
  });

  it("also of a task that took too long, of which Step Functions gives no cause", async () => {
    const words = "the function did not answer within the time that its state allows";
    for (const nothing of [{}, { Cause: "" }]) {
      const timeout = { Error: "States.Timeout", ...nothing };
      for (const { Refused } of [blueGreen, rollingUpdate, rollback])
        expect(await causeOf(Refused, { failure: timeout })).toBe(`${words}. Nothing was changed; start it again.`);
      expect(await causeOf(shared.TakenOver, { lost: timeout })).toBe(words);
    }
  });

  it("RollbackFailed", async () => {
    const variables = {
      rollbackFailure: { Error: "RollbackIncomplete", Cause: thrown },
      failure: { Error: "States.Timeout", Cause: platforms },
      runbook: "What is left.",
    };
    expect(await causeOf(shared.RollbackFailed, variables)).toBe(
      `RollbackIncomplete: it is "web" now (rolling back after States.Timeout: ${platforms})\nWhat is left.`,
    );
    const others = { ...variables, rollbackFailure: variables.failure, failure: variables.rollbackFailure };
    expect(await causeOf(shared.RollbackFailed, others)).toBe(
      `States.Timeout: ${platforms} (rolling back after RollbackIncomplete: it is "web" now)\nWhat is left.`,
    );
  });

  it("and no other state has a cause to say", () => {
    const failing = [blueGreen, rollingUpdate, rollback, shared].flatMap((states: Record<string, { Type?: string }>) =>
      Object.entries(states)
        .filter(([, { Type }]) => Type === "Fail")
        .map(([name]) => name),
    );
    expect(failing.toSorted()).toEqual(["Refused", "Refused", "Refused", "RollbackFailed", "RolledBack", "TakenOver"]);
  });
});
