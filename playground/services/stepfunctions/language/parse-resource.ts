import type { TaskResource } from "./definition.ts";
import { notEmulated } from "./diagnostic.ts";
import { isObject } from "./json.ts";
import { readString, type Source, wrong } from "./parse-fields.ts";
import { memberPlace } from "./template.ts";

const integrations: Readonly<Record<string, TaskResource>> = {
  "lambda:invoke": { kind: "lambda:invoke", pattern: "request-response" },
  "lambda:invoke.waitForTaskToken": { kind: "lambda:invoke", pattern: "waitForTaskToken" },
  "states:startExecution": { kind: "states:startExecution", pattern: "request-response" },
  "states:startExecution.sync:2": { kind: "states:startExecution", pattern: "sync:2" },
  "states:startExecution.waitForTaskToken": { kind: "states:startExecution", pattern: "waitForTaskToken" },
};

/** The arguments of each integration: those it cannot do without, and the others that are emulated. */
export const integrationArguments = {
  "lambda:invoke": { required: ["FunctionName"], optional: ["Payload"] },
  "states:startExecution": { required: ["StateMachineArn"], optional: ["Input", "Name"] },
} as const;

/** Further arguments that AWS knows. */
const missingArguments: Readonly<Record<string, readonly string[]>> = {
  "lambda:invoke": ["ClientContext", "InvocationType", "LogType", "Qualifier", "TenantId", "DurableExecutionName"],
  "states:startExecution": ["TraceHeader"],
};

const functionArn = /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[\w-]+(:(\$LATEST|[\w-]+))?$/;
const anything: TaskResource = { kind: "function", arn: "" };

/** Reads a Task state's `Resource`, and checks the names of its arguments as far as they are written out. */
export const parseResource = (source: Source): TaskResource => {
  const text = readString(source, "Resource");
  if (text === undefined) return anything;
  if (functionArn.test(text)) return { kind: "function", arn: text };
  const [, name = ""] = /^arn:aws[a-z-]*:states:::(.+)$/.exec(text) ?? [];
  const resource = Object.hasOwn(integrations, name) ? integrations[name] : undefined;
  if (resource !== undefined) {
    checkArguments(source, resource);
    return resource;
  }
  const { location } = memberPlace(source.place, "Resource");
  if (name !== "" || /^arn:aws[a-z-]*:states:[^:]*:\d{12}:activity:/.test(text)) {
    source.report(notEmulated, `the task resource '${text}'`, location);
  } else {
    wrong(source, "Resource", "Value is not a valid resource ARN");
  }
  return anything;
};

const checkArguments = (source: Source, { kind }: TaskResource): void => {
  const given = source.raw.Arguments;
  if (kind === "function" || (given !== undefined && !isObject(given))) return;
  const place = memberPlace(source.place, "Arguments");
  const { required, optional } = integrationArguments[kind];
  const known: readonly string[] = [...required, ...optional];
  for (const name of required.filter((name) => given?.[name] === undefined)) {
    source.report("SCHEMA_VALIDATION_FAILED", `The field '${name}' is required but was missing`, place.location);
  }
  for (const name of Object.keys(given ?? {}).filter((name) => !known.includes(name))) {
    const { location } = memberPlace(place, name);
    if (missingArguments[kind]?.includes(name))
      source.report(notEmulated, `the argument '${name}' of ${kind}`, location);
    else
      source.report(
        "SCHEMA_VALIDATION_FAILED",
        `The field '${name}' is not supported by Step Functions`,
        place.location,
      );
  }
};
