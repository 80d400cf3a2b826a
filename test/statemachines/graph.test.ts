import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import jsonata from "jsonata";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { parseRequest, parseRollingRequest } from "../../src/deployment/request.ts";
import { order, stepsOf } from "../../src/deployment/steps/order.ts";
import * as errors from "../../src/errors.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
// CloudFormation's own tags (!Ref, !GetAtt) are no concern here.
const read = (file: string) => parse(readFileSync(join(root, file), "utf8"), { logLevel: "silent" });

interface State {
  readonly Type: string;
  /** A function of ours; by its name the one task that calls somebody else's. */
  readonly Resource?: { readonly "Fn::GetAtt": readonly [string, string] } | string;
  readonly Next?: string;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Next: string; readonly Condition: string }[];
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[] }[];
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[];
  readonly TimeoutSeconds?: number | string;
  readonly HeartbeatSeconds?: string;
}
interface Machine {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

const rollbackStates: Readonly<Record<string, State>> = read("statemachines/rollback.states.yml");

/** The machine as packaging assembles it: `${file(…):Name}` replaced by the shared state of that name. */
const load = (name: string): Machine => {
  const machine = read(`statemachines/${name}.asl.yml`);
  const states = Object.entries(machine.States).map(([state, definition]) => {
    if (typeof definition !== "string") return [state, definition];
    expect(definition).toBe(`\${file(statemachines/rollback.states.yml):${state}}`);
    return [state, rollbackStates[state]];
  });
  return { ...machine, States: Object.fromEntries(states) };
};

const machines = {
  "blue-green": load("blue-green"),
  "rolling-update": load("rolling-update"),
  rollback: load("rollback"),
};

/** The states that rolling-update shares with blue-green, whose functions serve both. */
const shared = ["Preflight", "AcquireLock", "EndHold", "Complete"];
const functions = read("functions/functions.yml");
/** What calls the environment's own function, whose times the registration has. */
const isHook = ({ Resource }: State): boolean => Resource === "arn:aws:states:::lambda:invoke.waitForTaskToken";
const hookTimes = ["{% $hook.timeoutSeconds %}", "{% $hook.heartbeatSeconds %}"];
const kebab = (name: string) => name.replace(/(?!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
const camel = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);
const successors = (state: State): readonly string[] =>
  [
    state.Next,
    state.Default,
    ...(state.Choices ?? []).map((each) => each.Next),
    ...(state.Catch ?? []).map((each) => each.Next),
  ].filter((next) => next !== undefined);

/** Every state that can come after `from`, itself included. */
const reachable = (machine: Machine, from: string): ReadonlySet<string> => {
  const seen = new Set<string>();
  const visit = (name: string) => {
    if (seen.has(name)) return;
    seen.add(name);
    for (const next of successors(machine.States[name] as State)) visit(next);
  };
  visit(from);
  return seen;
};

describe.each(Object.entries(machines))("the %s machine", (name, machine) => {
  const states = Object.entries(machine.States);
  const tasks = states.filter(([, state]) => state.Type === "Task");
  const rollback = Object.keys(rollbackStates);

  it("reaches every state, and goes to none that it does not have", () => {
    expect([...reachable(machine, machine.StartAt)].sort()).toEqual(states.map(([state]) => state).sort());
  });

  it("gives every task a timeout, retries and a last catcher for everything", () => {
    for (const [state, task] of tasks) {
      if (isHook(task)) expect([task.TimeoutSeconds, task.HeartbeatSeconds], state).toEqual(hookTimes);
      else expect(task.TimeoutSeconds, state).toBeGreaterThan(0);
      expect(task.Retry?.length, state).toBeGreaterThan(0);
      expect(task.Catch?.at(-1)?.ErrorEquals, state).toEqual(["States.ALL"]);
    }
  });

  it("retries named errors only, never everything", () => {
    const retried = tasks.flatMap(([, task]) => (task.Retry ?? []).flatMap((retry) => retry.ErrorEquals));
    expect(retried).not.toContain("States.ALL");
    expect(retried).not.toContain("States.TaskFailed");
  });

  it("leads from every task after the lock to the rollback, and from the rollback's own tasks to the runbook", () => {
    for (const [state, task] of tasks) {
      const last = task.Catch?.at(-1)?.Next;
      if (state === "WriteRunbook") expect(last, state).toBe("RollbackFailed");
      else if (rollback.includes(state)) expect(last, state).toBe("WriteRunbook");
      else if (state === "Preflight" || state === "FindDeployment") expect(last, state).toBe("Refused");
      // Housekeeping: that it fails is no reason to take traffic from a side that was baked.
      else if (state === "AwaitScaledDown") expect(machine.States[last ?? ""]?.Default, state).toBe("Complete");
      else if (state === "ScaleDown") expect(machine.States[last ?? ""]?.Default, state).toBe("BeginRollback");
      else expect(last, state).toBe("BeginRollback");
    }
  });

  it("never ends in success after a rollback began", () => {
    const after = [...reachable(machine, "BeginRollback")].map((state) => machine.States[state] as State);
    expect(after.filter((state) => state.Type === "Succeed")).toEqual([]);
    expect(
      [...reachable(machine, "BeginRollback")].filter((state) => machine.States[state]?.Type === "Fail").sort(),
    ).toEqual(["RollbackFailed", "RolledBack", "TakenOver"]);
  });

  it("waits in loops of three: a task that looks, a choice, a wait that leads back to the task", () => {
    for (const [state, wait] of states.filter(([, each]) => each.Type === "Wait")) {
      const [choice] = states.find(([, each]) => each.Type === "Choice" && each.Default === state) ?? [];
      const look = states.find(([, each]) => each.Type === "Task" && each.Next === choice);
      expect(wait.Next, state).toBe(look?.[0]);
    }
  });

  it("has one word for each thing: state, function file and serverless key", () => {
    for (const [state, task] of tasks.filter(([, each]) => !isHook(each))) {
      const folder = rollback.includes(state) ? "rollback" : shared.includes(state) ? "blue-green" : name;
      const file = `functions/${folder}/${kebab(state)}.ts`;
      expect(existsSync(join(root, file)), file).toBe(true);
      expect(task.Resource, state).toEqual({ "Fn::GetAtt": [camel(state), "Arn"] });
      expect(functions[camel(state)]?.handler, state).toBe(file.replace(/\.ts$/, ".handler"));
    }
  });
});

/** The tasks that a request goes through between the lock and the journal's end, if each answers as `answers` says. */
const tasksOf = async (
  request: unknown,
  answers: object,
  machine: keyof typeof machines = "blue-green",
  run: object = { approval: true, preview: true },
): Promise<readonly string[]> => {
  const { States } = machines[machine];
  const holds = async (condition: string) =>
    jsonata(condition.replace(/^\{%|%\}$/g, "")).evaluate({}, { request, run, states: { input: answers } });
  const tasks: string[] = [];
  let name = States.AcquireLock?.Next;
  while (name !== undefined && name !== "Complete") {
    const state: State | undefined = States[name];
    if (state === undefined) throw new Error(`There is no state ${name}.`);
    if (state.Type === "Task") tasks.push(name);
    let next = state.Next ?? state.Default;
    for (const choice of state.Choices?.toReversed() ?? []) if (await holds(choice.Condition)) next = choice.Next;
    name = next;
  }
  return tasks;
};

describe("the order of the steps", () => {
  const release = { version: "2", commit: "2222222", imageId: "ami-2" };
  const done = { verdict: "ready", isThere: false };

  const requests = [
    { action: "upgrade" },
    { action: "deploy", release },
    { action: "switch" },
    { action: "switch", to: "green" },
    { action: "scaledown" },
    { action: "retire" },
    { action: "end-hold" },
    { action: "release", release },
    { action: "release", release, scaledown: true },
  ];

  it.each(requests)("is the machine's: %j", async (input) => {
    const request = parseRequest({ environment: "web-live", ...input });
    expect(await tasksOf(request, done)).toEqual(stepsOf(request).map(({ name }) => name));
  });

  it.each(requests)("is the machine's where nothing is approved or previewed, without that: %j", async (input) => {
    const request = parseRequest({ environment: "web-live", ...input });
    const steps = stepsOf(request).map(({ name }) => name);
    const asked = ["AwaitApproval", "OpenPreview", "ClosePreview"];
    expect(await tasksOf(request, done, "blue-green", {})).toEqual(steps.filter((name) => !asked.includes(name)));
  });

  const rolling = parseRollingRequest({ environment: "web-live", release });

  it("of a rolling update is its machine's", async () => {
    expect(await tasksOf(rolling, done, "rolling-update")).toEqual(stepsOf(rolling).map(({ name }) => name));
  });

  it("is walked through every step that there is", () => {
    const walked = [...requests.map((input) => parseRequest({ environment: "web-live", ...input })), rolling].flatMap(
      stepsOf,
    );
    expect(
      Object.values(order)
        .flat()
        .filter((step) => !walked.includes(step)),
    ).toEqual([]);
  });

  it("ends at once where the traffic is where it is to be", async () => {
    const request = parseRequest({ environment: "web-live", action: "switch", to: "green" });
    expect(await tasksOf(request, { ...done, isThere: true }, "blue-green", {})).toEqual([
      "EndHold",
      "MatchCapacity",
      "MoveTraffic",
    ]);
  });
});

describe("the environment's hook", () => {
  const { States } = machines["blue-green"];
  const leads = async (state: string, hook: unknown, verdict: string) => {
    for (const { Condition, Next } of States[state]?.Choices ?? []) {
      const expression = jsonata(Condition.replace(/^\{%|%\}$/g, ""));
      if (await expression.evaluate({}, { hook, states: { input: { verdict } } })) return Next;
    }
    return States[state]?.Default;
  };

  it("is asked where there is one, once the checks passed", async () => {
    expect(await leads("AreChecked", { function: "sarcelle-hook-web" }, "ready")).toBe("RunHook");
    expect(await leads("AreChecked", { function: "sarcelle-hook-web" }, "not ready")).toBe("WaitToCheck");
    expect(await leads("AreChecked", null, "ready")).toBe("IsToBeSwitched");
  });

  it("lets the release go on with nothing but pass", async () => {
    expect(await leads("HasPassed", null, "pass")).toBe("IsToBeSwitched");
    for (const verdict of ["fail", "ready", ""]) expect(await leads("HasPassed", null, verdict)).toBe("BeginRollback");
  });
});

describe("a scaledown that fails", () => {
  const { States } = machines["blue-green"];
  const housekeeping = ["ScaleDown", "AwaitScaledDown"] as const;
  /** Where the error leads. */
  const caught = (state: string, error: string) =>
    States[state]?.Catch?.find(({ ErrorEquals }) => ErrorEquals.includes(error) || ErrorEquals.includes("States.ALL"))
      ?.Next;

  it.each(housekeeping)("undoes everything if the traffic is not where it can be carried: %s", (state) => {
    for (const error of ["SideNotReady", "NotAsRegistered", "NotOurs"])
      expect(caught(state, error), error).toBe("BeginRollback");
  });

  it("is undone if it is the whole of the deployment, and not if it is the end of a release", async () => {
    expect(caught("ScaleDown", "AccessDenied")).toBe("IsToStand");
    const condition = States.IsToStand?.Choices?.[0]?.Condition ?? "";
    const stands = (action: string) =>
      jsonata(condition.replace(/^\{%|%\}$/g, "")).evaluate({}, { request: { action } });
    expect([await stands("release"), await stands("scaledown")]).toEqual([true, false]);
    expect(States.IsToStand?.Choices?.[0]?.Next).toBe("Complete");
  });
});

it("every function of a machine's folder is a state of a machine", () => {
  const states = Object.values(machines).flatMap(({ States }) => Object.keys(States).map(kebab));
  const files = Object.keys(machines).flatMap((folder) => readdirSync(join(root, "functions", folder)));
  expect(files.filter((file) => !states.includes(file.replace(/\.ts$/, "")))).toEqual([]);
});

it("the end of an execution of any machine is heard of, unless it is a success", () => {
  const { stateMachineArn, status } = functions.onExecutionEnded.events[0].eventBridge.pattern.detail;
  expect(stateMachineArn).toEqual(["BlueGreenStateMachine", "RollbackStateMachine", "RollingUpdateStateMachine"]);
  expect(status).toEqual(["FAILED", "TIMED_OUT", "ABORTED"]);
});

describe("the names of errors", () => {
  /** A refusal always has a name of its own. */
  const { Refusal: _classOfRefusals, ...named } = errors;
  const ours = Object.keys(named);
  const mentioned = Object.values(machines)
    .flatMap((machine) => Object.values(machine.States))
    .flatMap((state) => [...(state.Retry ?? []), ...(state.Catch ?? [])])
    .flatMap((each) => each.ErrorEquals);
  const platform = /^(States\.|Lambda\.|Sandbox\.|Runtime\.)/;

  it("that a machine matches are classes of src/errors.ts or the platform's", () => {
    expect([...new Set(mentioned)].filter((error) => !platform.test(error) && !ours.includes(error))).toEqual([]);
  });

  it("of src/errors.ts are those that the errors carry", () => {
    for (const [name, Class] of Object.entries(named)) expect(new Class("why").name).toBe(name);
  });

  it("of errors that are worth trying again are matched by a retry", () => {
    const retried = new Set(mentioned);
    expect(["Throttled", "NotYet", "AwsUnavailable", "NotVisible"].filter((error) => !retried.has(error))).toEqual([]);
  });
});
