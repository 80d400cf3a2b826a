import { type MachineState, machines } from "./machines.ts";
import { code, markdownTable, referencePage } from "./markdown.ts";

/** What a state is there for that has no comment of its own. */
const byType: Readonly<Record<string, string>> = {
  Choice: "chooses what comes next",
  Wait: "waits for as long as the look before it said, then looks again",
  Succeed: "the only success",
};

const says = ({ Type, Comment }: MachineState): string => Comment ?? byType[Type] ?? "";

/** Every state of every machine, in the order of the machine. */
export const statesPage = (): string =>
  referencePage(
    "States",
    "What each state of the execution view does. How an execution ends, and what to do then: [operate.md](../operate.md#reading-an-execution).",
    "`statemachines/`",
    ...[...machines()].flatMap(([machine, states]) => [
      `## ${machine}`,
      markdownTable(
        ["state", "type", "what it does"],
        [...states].map(([name, state]) => [code(name), state.Type, says(state)]),
      ),
    ]),
  );
