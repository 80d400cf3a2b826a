import type { State, StateType } from "../language/definition.ts";
import type { Json } from "../language/json.ts";
import { type Activation, activate, type Run, type Transition } from "./activation.ts";
import { type Branch, visibleVariables } from "./branch.ts";
import { largestVariables, sizeOf } from "./limits.ts";
import { choice } from "./states/choice.ts";
import { fail } from "./states/fail.ts";
import { map } from "./states/map.ts";
import { parallel } from "./states/parallel.ts";
import { pass } from "./states/pass.ts";
import { succeed } from "./states/succeed.ts";
import { task } from "./states/task.ts";
import { wait } from "./states/wait.ts";

type Step<S extends State> = (state: S, activation: Activation) => Promise<Transition>;

const steps: { readonly [Type in StateType]: Step<Extract<State, { type: Type }>> } = {
  Task: task,
  Choice: choice,
  Wait: wait,
  Pass: pass,
  Parallel: parallel,
  Map: map,
  Succeed: succeed,
  Fail: fail,
};

/**
 * Runs a branch from where it stands to its end, and answers its output. Rejects with a StateFailure, or when aborted.
 * `checkpoint` is called before each state.
 */
export const runBranch = async (
  run: Run,
  branch: Branch,
  signal: AbortSignal,
  checkpoint: () => void,
): Promise<Json> => {
  for (;;) {
    checkpoint();
    signal.throwIfAborted();
    const state = branch.group.states.get(branch.position.state);
    if (state === undefined) throw new Error(`There is no state '${branch.position.state}'`);
    const activation = activate(run, branch, state.type, signal);
    const { next, output, assigned } = await (steps[state.type] as Step<State>)(state, activation);
    exit(state, activation, output, assigned);
    if (next === undefined) {
      branch.output = output;
      return output;
    }
    branch.position = { state: next, input: output, entered: undefined, inner: undefined };
  }
};

const exit = (state: State, activation: Activation, output: Json, assigned: Transition["assigned"]): void => {
  // A Fail state never gets here: it has no Exited event.
  if (state.type === "Fail") return;
  const { branch, failure, record } = activation;
  const variables = { ...branch.variables, ...assigned };
  if (sizeOf(visibleVariables({ ...branch, variables })) > largestVariables) {
    throw failure("States.DataLimitExceeded", "The total size of all variables exceeds the maximum of 10 MiB.");
  }
  branch.variables = variables;
  const assignedVariables = Object.fromEntries(
    Object.entries(assigned).map(([name, value]) => [name, JSON.stringify(value)]),
  );
  record(`${state.type}StateExited`, {
    stateExitedEventDetails: {
      name: state.name,
      output: JSON.stringify(output),
      outputDetails: { truncated: false },
      ...(Object.keys(assigned).length === 0
        ? {}
        : { assignedVariables, assignedVariablesDetails: { truncated: false } }),
    },
  });
};
