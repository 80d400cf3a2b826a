import type { State, StateGroup } from "./definition.ts";
import type { Report } from "./diagnostic.ts";

/** Checks that a group of states is a graph in which every state is reached, every target exists, and some state ends it. */
export const checkGraph = ({ startAt, states }: StateGroup, location: string, report: Report): void => {
  const missing = (target: string, field: string) =>
    report("MISSING_TRANSITION_TARGET", `Missing 'Next' target: ${target}`, `${location}${field}`);

  if (!states.has(startAt)) missing(startAt, "/StartAt");
  for (const [name, state] of states) {
    for (const { target, field } of transitions(state)) {
      if (!states.has(target)) missing(target, `/States/${name}/${field}`);
    }
  }
  if (![...states.values()].some(isTerminal)) {
    report("MISSING_END_STATE", "Workflow has no terminal state", location === "" ? undefined : location);
  }
  const reached = reachable(startAt, states);
  for (const name of states.keys()) {
    if (!reached.has(name)) {
      report("MISSING_TRANSITION_TARGET", `State "${name}" is not reachable.`, `${location}/States/${name}`);
    }
  }
};

const reachable = (startAt: string, states: StateGroup["states"]): ReadonlySet<string> => {
  const reached = new Set<string>();
  const pending = [startAt];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    const state = states.get(name);
    if (state === undefined || reached.has(name)) continue;
    reached.add(name);
    pending.push(...transitions(state).map(({ target }) => target));
  }
  return reached;
};

const isTerminal = (state: State): boolean =>
  state.type === "Succeed" || state.type === "Fail" || (state.type !== "Choice" && state.next === undefined);

/** Every state that may follow, with the field that says so. */
const transitions = (state: State): readonly { readonly target: string; readonly field: string }[] => {
  const to = (target: string | undefined, field: string) => (target === undefined ? [] : [{ target, field }]);
  switch (state.type) {
    case "Succeed":
    case "Fail":
      return [];
    case "Choice":
      return [
        ...state.choices.flatMap(({ next }, index) => to(next, `Choices[${index}]/Next`)),
        ...to(state.default, "Default"),
      ];
    case "Wait":
    case "Pass":
      return to(state.next, "Next");
    default:
      return [...to(state.next, "Next"), ...state.catch.flatMap(({ next }, index) => to(next, `Catch[${index}]/Next`))];
  }
};
