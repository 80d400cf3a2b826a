import type { State, StateGroup, StateType } from "./definition.ts";
import { notEmulated } from "./diagnostic.ts";
import type { Availability } from "./expression-rules.ts";
import { isObject, type Json } from "./json.ts";
import {
  asSource,
  checkFields,
  isWhole,
  longest,
  readArray,
  readCatch,
  readExpressionOr,
  readResult,
  readRetry,
  readString,
  readTemplate,
  requireFields,
  type Source,
  wrong,
} from "./parse-fields.ts";
import { parseResource } from "./parse-resource.ts";
import { memberPlace } from "./template.ts";

/** Reads the states inside a state: a branch or an item processor. */
export type ReadGroup = (source: Source, extraFields: readonly string[]) => StateGroup;

const inputOnly: Availability = { result: false, errorOutput: false };
const withResult: Availability = { result: true, errorOutput: false };

const common = ["Type", "Comment", "QueryLanguage"];
const flow = ["Next", "End", "Output", "Assign"];
const retriable = [...flow, "Retry", "Catch"];

/** The fields of each type in a JSONata state, and those that AWS knows there and the playground does not. */
const fields: Readonly<Record<StateType, { readonly known: readonly string[]; readonly missing?: readonly string[] }>> =
  {
    Task: {
      known: [...common, ...retriable, "Resource", "Arguments", "TimeoutSeconds", "HeartbeatSeconds"],
      missing: ["Credentials"],
    },
    Choice: { known: [...common, "Choices", "Default", "Output", "Assign"] },
    Wait: { known: [...common, ...flow, "Seconds", "Timestamp"] },
    Pass: { known: [...common, ...flow] },
    Parallel: { known: [...common, ...retriable, "Arguments", "Branches"] },
    Map: {
      known: [
        ...common,
        ...retriable,
        ...["Items", "ItemSelector", "ItemProcessor", "MaxConcurrency"],
        ...["ToleratedFailureCount", "ToleratedFailurePercentage"],
      ],
      missing: ["ItemReader", "ItemBatcher", "ResultWriter", "Label", "Iterator"],
    },
    Succeed: { known: [...common, "Output"] },
    Fail: { known: [...common, "Error", "Cause"] },
  };

/** Fields that only JSONPath states have, which the playground does not interpret. */
const jsonPathOnly = [
  "InputPath",
  "OutputPath",
  "ResultPath",
  "ResultSelector",
  "Parameters",
  "Result",
  "ItemsPath",
  "MaxConcurrencyPath",
  "ToleratedFailureCountPath",
  "ToleratedFailurePercentagePath",
  "SecondsPath",
  "TimestampPath",
  "TimeoutSecondsPath",
  "HeartbeatSecondsPath",
  "ErrorPath",
  "CausePath",
];

const isStateType = (type: string | undefined): type is StateType => type !== undefined && type in fields;

/** Reads one state, or nothing if not even its type can be made out. */
export const parseState = (name: string, source: Source, readGroup: ReadGroup): State | undefined => {
  requireFields(source, ["Type"]);
  const type = readString(source, "Type");
  if (type === undefined) return undefined;
  if (!isStateType(type)) {
    wrong(source, "Type", `Value should be one of the following: [${Object.keys(fields).join(", ")}]`);
    return undefined;
  }
  const { known, missing } = fields[type];
  for (const field of Object.keys(source.raw).filter((field) => jsonPathOnly.includes(field))) {
    source.report(
      "SCHEMA_VALIDATION_FAILED",
      `The QueryLanguage is set to 'JSONata', but field '${field}' is only supported for the 'JSONPath' QueryLanguage`,
      source.place.location,
    );
  }
  checkFields(source, [...known, ...jsonPathOnly], missing);
  return readers[type](name, { ...source, place: { ...source.place, field: "" } }, readGroup);
};

const readNext = (source: Source): string | undefined => {
  const { Next, End } = source.raw;
  if (End !== undefined && typeof End !== "boolean") wrong(source, "End", "Expected value of type [BOOLEAN]");
  if ((Next === undefined) === (End !== true)) {
    const message =
      Next === undefined
        ? "One of these fields is required: [Next, End]"
        : "Only one of these fields may be given: [Next, End]";
    source.report("SCHEMA_VALIDATION_FAILED", message, source.place.location);
  }
  return readString(source, "Next");
};

const readRetriable = (name: string, source: Source) => ({
  name,
  next: readNext(source),
  ...readResult(source, withResult),
  retry: readRetry(source),
  catch: readCatch(source),
});

const readSeconds = (source: Source, name: string, least: number) =>
  readExpressionOr(
    source,
    name,
    isWhole(least, longest),
    `Value must be an integer between ${least} and ${longest}, or a JSONata expression`,
  );

const isString = (value: Json) => typeof value === "string";
const textMessage = "Expected value of type [STRING]";

type Reader<Type extends StateType> = (
  name: string,
  source: Source,
  readGroup: ReadGroup,
) => Extract<State, { type: Type }>;

const readers: { readonly [Type in StateType]: Reader<Type> } = {
  Task: (name, source) => {
    requireFields(source, ["Resource"]);
    const timeout = readSeconds(source, "TimeoutSeconds", 1);
    const heartbeat = readSeconds(source, "HeartbeatSeconds", 1);
    if (
      timeout?.kind === "literal" &&
      heartbeat?.kind === "literal" &&
      Number(heartbeat.value) >= Number(timeout.value)
    ) {
      wrong(source, "HeartbeatSeconds", "HeartbeatSeconds must be smaller than TimeoutSeconds");
    }
    return {
      type: "Task",
      ...readRetriable(name, source),
      resource: parseResource(source),
      arguments: readTemplate(source, "Arguments", inputOnly),
      timeoutSeconds: timeout,
      heartbeatSeconds: heartbeat,
    };
  },

  Choice: (name, source) => {
    requireFields(source, ["Choices"]);
    const choices = readArray(source, "Choices").map((rule) => {
      checkFields(rule, ["Comment", "Condition", "Next", "Output", "Assign"]);
      requireFields(rule, ["Condition", "Next"]);
      const isBoolean = (value: Json) => typeof value === "boolean";
      return {
        condition: readExpressionOr(rule, "Condition", isBoolean, "Expected a boolean or a JSONata expression") ?? {
          kind: "literal" as const,
          value: false,
        },
        next: readString(rule, "Next") ?? "",
        ...readResult(rule, inputOnly),
      };
    });
    if (Array.isArray(source.raw.Choices) && choices.length === 0)
      wrong(source, "Choices", "The array must not be empty");
    return { type: "Choice", name, choices, default: readString(source, "Default"), ...readResult(source, inputOnly) };
  },

  Wait: (name, source) => {
    const isTimestamp = (value: Json) => isString(value) && parseTimestamp(value as string) !== undefined;
    const seconds = readSeconds(source, "Seconds", 0);
    const timestamp = readExpressionOr(source, "Timestamp", isTimestamp, "Expected an ISO 8601 timestamp");
    if ((seconds === undefined) === (timestamp === undefined)) {
      source.report(
        "SCHEMA_VALIDATION_FAILED",
        "Exactly one of these fields is required: [Seconds, Timestamp]",
        source.place.location,
      );
    }
    return {
      type: "Wait",
      name,
      next: readNext(source),
      ...readResult(source, inputOnly),
      until: timestamp === undefined ? { seconds: seconds ?? { kind: "literal", value: 0 } } : { timestamp },
    };
  },

  Pass: (name, source) => ({
    type: "Pass",
    name,
    next: readNext(source),
    ...readResult(source, inputOnly),
  }),

  Parallel: (name, source, readGroup) => {
    requireFields(source, ["Branches"]);
    const branches = readArray(source, "Branches").map((branch) => readGroup(branch, []));
    if (Array.isArray(source.raw.Branches) && branches.length === 0)
      wrong(source, "Branches", "The array must not be empty");
    return {
      type: "Parallel",
      ...readRetriable(name, source),
      arguments: readTemplate(source, "Arguments", inputOnly),
      branches,
    };
  },

  Map: (name, source, readGroup) => {
    requireFields(source, ["ItemProcessor"]);
    // "By default, the Map state sets" it to "the entire input".
    const items = readTemplate({ ...source, raw: { Items: "{% $states.input %}", ...source.raw } }, "Items", inputOnly);
    if (items?.kind === "literal" && !Array.isArray(items.value) && !isObject(items.value))
      wrong(source, "Items", "Expected an array, an object or a JSONata expression");
    return {
      type: "Map",
      ...readRetriable(name, source),
      items: items ?? { kind: "literal", value: [] },
      itemSelector: readTemplate(source, "ItemSelector", inputOnly),
      maxConcurrency: readSeconds(source, "MaxConcurrency", 0),
      toleratedFailureCount: readSeconds(source, "ToleratedFailureCount", 0),
      toleratedFailurePercentage: readExpressionOr(
        source,
        "ToleratedFailurePercentage",
        (value) => typeof value === "number" && value >= 0 && value <= 100,
        "Value must be a number between 0 and 100, or a JSONata expression",
      ),
      itemProcessor: readItemProcessor(source, readGroup),
    };
  },

  Succeed: (name, source) => ({ type: "Succeed", name, output: readTemplate(source, "Output", inputOnly) }),

  Fail: (name, source) => ({
    type: "Fail",
    name,
    error: readExpressionOr(source, "Error", isString, textMessage),
    cause: readExpressionOr(source, "Cause", isString, textMessage),
  }),
};

const readItemProcessor = (source: Source, readGroup: ReadGroup): StateGroup => {
  const processor = asSource(source.raw.ItemProcessor ?? {}, memberPlace(source.place, "ItemProcessor"), source.report);
  if (processor === undefined) return { startAt: "", states: new Map() };
  const config = processor.raw.ProcessorConfig;
  if (config !== undefined && (!isObject(config) || (config.Mode ?? "INLINE") !== "INLINE")) {
    processor.report(
      notEmulated,
      "a Map in DISTRIBUTED mode",
      memberPlace(processor.place, "ProcessorConfig").location,
    );
  }
  return readGroup(processor, ["ProcessorConfig"]);
};

// RFC 3339 as the States Language narrows it: an upper-case T, and Z or an offset.
const timestampPattern = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/**
 * Milliseconds since the epoch, in whole seconds, or undefined if the text is no timestamp: "If the Timestamp value is specified with a
 * precision of milliseconds, Step Functions truncates it to whole seconds". A day that its month has not is none.
 */
export const parseTimestamp = (text: string): number | undefined => {
  const [, date = "", time = "", , offset = ""] = timestampPattern.exec(text) ?? [];
  const midnight = Date.parse(`${date}T00:00:00Z`);
  const isDay = !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(date);
  const millis = Date.parse(`${date}T${time}${offset}`);
  return date === "" || !isDay || time.startsWith("24") || Number.isNaN(millis) ? undefined : millis;
};
