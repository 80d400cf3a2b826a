/** Whatever follows executions follows those of every state machine. */
import { expect, it } from "vitest";
import { parse } from "yaml";
import { textOf } from "../../scripts/reference/sources.ts";

interface Triggered {
  readonly events?: readonly {
    readonly eventBridge?: {
      readonly pattern: {
        readonly "detail-type"?: readonly string[];
        readonly detail?: { readonly stateMachineArn?: readonly string[] };
      };
    };
  }[];
}

/** CloudFormation's short forms stand for what they name. */
const yamlOf = (file: string) => parse(textOf(file), { logLevel: "silent", merge: true });

const machines = Object.values<{ readonly id: string }>(yamlOf("statemachines/machines.yml")).map(({ id }) => id);

/** The state machines of each rule on the ends of executions, by the function that it starts. */
const followed = ["functions", "inventory", "notifications"].flatMap((file) =>
  Object.entries<Triggered>(yamlOf(`functions/${file}.yml`)).flatMap(([name, { events = [] }]) =>
    events
      .map(({ eventBridge }) => eventBridge?.pattern)
      .filter((pattern) => pattern?.["detail-type"]?.includes("Step Functions Execution Status Change"))
      .map((pattern) => [name, pattern?.detail?.stateMachineArn?.toSorted()] as const),
  ),
);

/** Follows traffic, and a rolling update moves none. */
const ofTraffic = "publishActiveSide";

it("every rule on the ends of executions names every state machine", () => {
  expect(machines).toHaveLength(3);
  expect(followed.length).toBeGreaterThan(3);
  expect(followed).toEqual(
    followed.map(([name]) => [
      name,
      machines.filter((id) => name !== ofTraffic || id !== "RollingUpdateStateMachine").toSorted(),
    ]),
  );
});
