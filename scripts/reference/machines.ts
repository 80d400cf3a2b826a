/** The state machines as packaging assembles them. */
import { basename } from "node:path";
import { filesUnder, yamlOf } from "./sources.ts";

export interface MachineState {
  readonly Type: string;
  readonly Comment?: string;
  readonly Error?: string;
  readonly Assign?: Readonly<Record<string, unknown>>;
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[] }[];
}

const ending = ".asl.yml";

/** Every machine's states, in the order in which its file has them, by the machine's name. */
export const machines = (): ReadonlyMap<string, ReadonlyMap<string, MachineState>> => {
  const included = (reference: string): MachineState => {
    const [, file = "", name = ""] = /^\$\{file\(([^)]+)\):(\w+)\}$/.exec(reference) ?? [];
    return (yamlOf(file) as Readonly<Record<string, MachineState>>)[name] as MachineState;
  };
  return new Map(
    filesUnder("statemachines", ending).map((file) => {
      const { States } = yamlOf(file) as { readonly States: Readonly<Record<string, MachineState | string>> };
      const states = Object.entries(States).map(
        ([name, state]) => [name, typeof state === "string" ? included(state) : state] as const,
      );
      return [basename(file, ending), new Map(states)];
    }),
  );
};
