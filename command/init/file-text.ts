/** A registration as a file that a person goes on writing. */
import { stringify } from "yaml";
import { defaults } from "../../src/deployment/defaults.ts";
import type { AnyEnvironment, Environment, OneSided } from "../../src/deployment/environment.ts";

/** Any value in one line. */
const inline = (value: unknown): string =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? `{ ${Object.entries(value)
        .map(([key, each]) => `${key}: ${inline(each)}`)
        .join(", ")} }`
    : stringify(value, { lineWidth: 0 }).trim();

const field = (name: string, value: unknown): string => `${name}: ${inline(value)}`;

const listenerLines = ({ listeners }: Environment): readonly string[] =>
  listeners.flatMap(({ port, priority, placeholders }) => [
    `  - ${field("port", port)}`,
    ...(priority === undefined ? [] : [`    ${field("priority", priority)}   # of the rule that forwards to it`]),
    ...(placeholders === undefined
      ? ["    # forwards to a target group whose placeholders stand above"]
      : [`    ${field("placeholders", placeholders)}`]),
  ]);

const usual = {
  empty: defaults.emptyTimeoutSeconds,
  healthy: defaults.healthyTimeoutSeconds,
  rollback: defaults.rollbackTimeoutSeconds,
};

const timeoutLines = ({ timeouts }: AnyEnvironment): readonly string[] =>
  (["empty", "healthy", "rollback"] as const).map((name) =>
    timeouts[name] === usual[name]
      ? `  # ${field(name, timeouts[name])}   # the default`
      : `  ${field(name, timeouts[name])}`,
  );

const beginning = ({ name, account, region, stage }: AnyEnvironment, schema: string): readonly string[] => [
  `# yaml-language-server: $schema=${schema}`,
  "# Made by 'sarcelle init' of what stands in AWS. Look through it; 'sarcelle env apply' registers it.",
  field("name", name),
  field("account", account),
  field("region", region),
  "# Free text. What it is for is up to you and your policies.",
  field("stage", stage),
  "",
];

const timeouts = (environment: AnyEnvironment): readonly string[] => {
  const lines = timeoutLines(environment);
  const intro =
    "# Seconds. empty: draining and termination hooks; healthy: from the launch until every target answers; rollback: both together.";
  // A key with nothing but comments under it would be null.
  const isUsual = lines.every((line) => line.startsWith("  #"));
  return ["", intro, ...(isUsual ? [`# ${field("timeouts", usual)}   # the defaults`] : ["timeouts:", ...lines])];
};

const bothSides = (environment: Environment): readonly string[] => [
  "# The load balancer, and the group as it stands: it becomes the blue side, and an upgrade makes green beside it.",
  field("loadBalancer", environment.loadBalancer),
  field("group", environment.group),
  "",
  "# What production traffic comes through: listeners, and rules of them by priority. Each target group behind them needs one pair of",
  "# reserved ports, on which each side can be called by itself. They are free now, and the world cannot reach them: keep it so.",
  "listeners:",
  ...listenerLines(environment),
  "",
  "# What the idle side must answer before it gets traffic. None yet:",
  "# checks:",
  "#   - path: /health",
  "#     status: 200",
  "#     contains: ok",
  ...timeouts(environment),
  "",
  "# For how long both sides stay up after a switch, and the CloudWatch alarms that undo it then.",
  "bake:",
  `  ${field("seconds", environment.bake.seconds)}`,
  "  alarms: []",
];

const oneSide = (environment: OneSided): readonly string[] => [
  "# No load balancer forwards to the group, so there is no traffic to move: its instances are replaced where they stand.",
  "sides: 1",
  field("group", environment.group),
  ...timeouts(environment),
  "",
  "# For how long alarms are watched once the last instance is replaced, and which CloudWatch alarms undo the update.",
  "bake:",
  `  ${field("seconds", environment.bake.seconds)}`,
  "  alarms: []",
];

/** The registration as commented YAML, headed by the schema by which editors check it. */
export const fileText = (environment: AnyEnvironment, schema: string): string =>
  `${[
    ...beginning(environment, schema),
    ...(environment.sides === 1 ? oneSide(environment) : bothSides(environment)),
  ].join("\n")}\n`;
