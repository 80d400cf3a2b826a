/**
 * What a target is given: the event, constant text, a part of the event, or a template filled from it.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
import type { InputTransformer, Target } from "@aws-sdk/client-eventbridge";

/** An event as it stands on the bus. */
export interface EventEnvelope {
  readonly version: "0";
  readonly id: string;
  readonly "detail-type": string;
  readonly source: string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}

/** What a template may name besides its own variables. */
export interface Occasion {
  readonly ruleArn: string;
  readonly ruleName: string;
  readonly ingestionTime: string;
}

const steps = /\.([\w/-]+)|\[(\d+)\]|\[(\*)\]|\.(\*)/gy;

/** Whether `path` is of the part of JSONPath that EventBridge supports: `$.a.b-c[0]`, `$.a[*].b`. */
export const isJsonPath = (path: string): boolean => path.startsWith("$") && path.slice(1).replace(steps, "") === "";

/** The value at `path`; `undefined` if there is none. A wildcard gives the list of all. */
export const valueAt = (value: unknown, path: string): unknown => {
  const follow = (from: unknown, rest: readonly RegExpMatchArray[]): unknown => {
    const [step, ...further] = rest;
    if (step === undefined || from === null || typeof from !== "object") return step === undefined ? from : undefined;
    const name = step[1] ?? step[2];
    if (name !== undefined) return follow((from as Readonly<Record<string, unknown>>)[name], further);
    return Object.values(from)
      .map((element) => follow(element, further))
      .filter((found) => found !== undefined);
  };
  return follow(value, [...path.slice(1).matchAll(steps)]);
};

const placeholder = /<([\w.-]+)>/;

/** The variables that a template names. */
export const placeholdersOf = (template: string): readonly string[] =>
  [...template.matchAll(new RegExp(placeholder, "g"))].map(([, name]) => name ?? "");

/** The variables that are there without being defined. */
export const predefined: ReadonlySet<string> = new Set([
  "aws.events.rule-arn",
  "aws.events.rule-name",
  "aws.events.event.ingestion-time",
  "aws.events.event",
  "aws.events.event.json",
]);

const variables = (transformer: InputTransformer, event: EventEnvelope, occasion: Occasion) => {
  const { detail: _, ...withoutDetail } = event;
  return new Map<string, unknown>([
    ...Object.entries(transformer.InputPathsMap ?? {}).map(([name, path]) => [name, valueAt(event, path)] as const),
    ["aws.events.rule-arn", occasion.ruleArn],
    ["aws.events.rule-name", occasion.ruleName],
    ["aws.events.event.ingestion-time", occasion.ingestionTime],
    ["aws.events.event", withoutDetail],
    ["aws.events.event.json", event],
  ]);
};

/** Inside a JSON string a value stands bare; elsewhere it stands as JSON, so that text gets its quotes. */
const filled = (value: unknown, insideString: boolean): string => {
  if (!insideString) return JSON.stringify(value ?? null);
  if (value === undefined) return "";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return JSON.stringify(text).slice(1, -1);
};

/** The template with its variables filled in. */
export const transformed = (transformer: InputTransformer, event: EventEnvelope, occasion: Occasion): string => {
  const values = variables(transformer, event, occasion);
  let insideString = false;
  return (transformer.InputTemplate ?? "").replace(/\\.|"|<([\w.-]+)>/gs, (token, name: string | undefined) => {
    if (token === '"') insideString = !insideString;
    return name !== undefined && values.has(name) ? filled(values.get(name), insideString) : token;
  });
};

/** The text that `target` is sent for `event`. */
export const inputOf = (target: Target, event: EventEnvelope, occasion: Occasion): string => {
  if (target.Input !== undefined) return target.Input;
  if (target.InputPath !== undefined) return JSON.stringify(valueAt(event, target.InputPath) ?? null);
  if (target.InputTransformer !== undefined) return transformed(target.InputTransformer, event, occasion);
  return JSON.stringify(event);
};
