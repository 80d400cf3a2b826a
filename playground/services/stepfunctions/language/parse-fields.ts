import type { Assignments, Catcher, Result, Retrier } from "./definition.ts";
import { notEmulated, type Report } from "./diagnostic.ts";
import type { Availability } from "./expression-rules.ts";
import { isObject, type Json, type JsonObject } from "./json.ts";
import { compileTemplate, type FieldPlace, itemPlace, memberPlace, type Template } from "./template.ts";

/** An object of the definition that is being read. */
export interface Source {
  readonly raw: JsonObject;
  readonly place: FieldPlace;
  readonly report: Report;
}

const schema = "SCHEMA_VALIDATION_FAILED";

/** Reports that a field is not what it has to be. */
export const wrong = ({ place, report }: Source, name: string, message: string): void =>
  report(schema, message, memberPlace(place, name).location);

/** The object as a source, or undefined after reporting that it is none. */
export const asSource = (value: Json | undefined, place: FieldPlace, report: Report): Source | undefined => {
  if (isObject(value)) return { raw: value, place, report };
  report(schema, "Expected value of type [OBJECT]", place.location);
  return undefined;
};

/** Reports every field that is not in `known`: as missing from the playground if it is in `missing`, else as AWS does. */
export const checkFields = (source: Source, known: readonly string[], missing: readonly string[] = []): void => {
  for (const name of Object.keys(source.raw)) {
    if (known.includes(name)) continue;
    const { location } = memberPlace(source.place, name);
    if (missing.includes(name)) source.report(notEmulated, `the field '${name}'`, location);
    else source.report(schema, `Field '${name}' is not supported`, location);
  }
};

/** Reports the fields that are not there, all in one diagnostic. */
export const requireFields = (source: Source, names: readonly string[]): void => {
  const absent = names.filter((name) => source.raw[name] === undefined);
  if (absent.length > 0)
    source.report(schema, `These fields are required: [${absent.join(", ")}]`, source.place.location || "/");
};

/** A text, or undefined if there is none or, after reporting it, if it is none. */
export const readString = (source: Source, name: string): string | undefined => {
  const value = source.raw[name];
  if (value === undefined || typeof value === "string") return value;
  wrong(source, name, "Expected value of type [STRING]");
  return undefined;
};

/** The entries of an array field, each as a source. */
export const readArray = (source: Source, name: string): readonly Source[] => {
  const value = source.raw[name];
  if (value === undefined) return [];
  const place = memberPlace(source.place, name);
  if (!Array.isArray(value)) {
    wrong(source, name, "Expected value of type [ARRAY]");
    return [];
  }
  return value.flatMap((item, index) => asSource(item, itemPlace(place, index), source.report) ?? []);
};

/** A field with its expressions compiled; undefined if it is not there. */
export const readTemplate = (source: Source, name: string, available: Availability): Template | undefined => {
  const value = source.raw[name];
  return value === undefined
    ? undefined
    : compileTemplate(value, memberPlace(source.place, name), available, source.report);
};

/** A field that is an expression or a literal for which `accepts` holds. */
export const readExpressionOr = (
  source: Source,
  name: string,
  accepts: (value: Json) => boolean,
  message: string,
): Template | undefined => {
  const template = readTemplate(source, name, { result: false, errorOutput: false });
  if (template === undefined || template.kind === "expression") return template;
  if (template.kind !== "literal" || !accepts(template.value)) wrong(source, name, message);
  return template;
};

/** Whether a value is a whole number in a range, both ends included. */
export const isWhole = (least: number, most: number) => (value: Json | undefined) =>
  typeof value === "number" && Number.isInteger(value) && value >= least && value <= most;

/** AWS's longest duration in seconds: a hundred million less one. */
export const longest = 99_999_999;

const readNumber = (
  source: Source,
  name: string,
  fallback: number,
  accepts: (value: Json) => boolean,
  message: string,
): number => {
  const value = source.raw[name];
  if (value === undefined) return fallback;
  if (typeof value === "number" && accepts(value)) return value;
  wrong(source, name, message);
  return fallback;
};

// A variable's name follows Unicode's identifiers (UAX #31); `states` is AWS's own.
const variableName = /^[\p{ID_Start}][\p{ID_Continue}]{0,79}$/u;

/** Reads `Output` and `Assign`. */
export const readResult = (source: Source, available: Availability): Result => ({
  output: readTemplate(source, "Output", available),
  assign: readAssign(source, available),
});

const readAssign = (source: Source, available: Availability): Assignments => {
  if (source.raw.Assign === undefined) return new Map();
  const assign = asSource(source.raw.Assign, memberPlace(source.place, "Assign"), source.report);
  const assignments = new Map<string, Template>();
  for (const name of Object.keys(assign?.raw ?? {})) {
    if (assign === undefined) break;
    if (!variableName.test(name) || name === "states") wrong(assign, name, `Invalid variable name: '${name}'`);
    const template = readTemplate(assign, name, available);
    if (template !== undefined) assignments.set(name, template);
  }
  return assignments;
};

const readErrorEquals = (source: Source, isLast: boolean): readonly string[] => {
  const value = source.raw.ErrorEquals;
  const names = Array.isArray(value) ? value.filter((name) => typeof name === "string") : [];
  if (!Array.isArray(value) || names.length === 0 || names.length < value.length) {
    wrong(source, "ErrorEquals", "Expected a non-empty array of strings");
  }
  if (names.includes("States.ALL") && (names.length > 1 || !isLast)) {
    wrong(source, "ErrorEquals", "States.ALL must appear alone and in the last retrier or catcher");
  }
  return names;
};

/** The retriers of a state, with AWS's defaults for what they do not say. */
export const readRetry = (source: Source): readonly Retrier[] =>
  readArray(source, "Retry").map((retrier, index, all): Retrier => {
    checkFields(retrier, [
      "Comment",
      "ErrorEquals",
      "IntervalSeconds",
      "BackoffRate",
      "MaxAttempts",
      "MaxDelaySeconds",
      "JitterStrategy",
    ]);
    const interval = readNumber(
      retrier,
      "IntervalSeconds",
      1,
      isWhole(1, longest),
      "Value must be an integer between 1 and 99999999",
    );
    const jitter = readString(retrier, "JitterStrategy") ?? "NONE";
    if (jitter !== "NONE" && jitter !== "FULL") {
      wrong(retrier, "JitterStrategy", "Value should be one of the following: [FULL, NONE]");
    }
    return {
      errorEquals: readErrorEquals(retrier, index === all.length - 1),
      intervalSeconds: interval,
      backoffRate: readNumber(
        retrier,
        "BackoffRate",
        2,
        (value) => Number(value) >= 1,
        "Value must be a number not less than 1.0",
      ),
      maxAttempts: readNumber(
        retrier,
        "MaxAttempts",
        3,
        isWhole(0, longest),
        "Value must be an integer between 0 and 99999999",
      ),
      maxDelaySeconds:
        retrier.raw.MaxDelaySeconds === undefined
          ? undefined
          : readNumber(
              retrier,
              "MaxDelaySeconds",
              0,
              isWhole(1, 31_622_399),
              "Value must be an integer greater than 0 and less than 31622400",
            ),
      jitterStrategy: jitter === "FULL" ? "FULL" : "NONE",
    };
  });

/** The catchers of a state, in their order. */
export const readCatch = (source: Source): readonly Catcher[] =>
  readArray(source, "Catch").map((catcher, index, all): Catcher => {
    checkFields(catcher, ["Comment", "ErrorEquals", "Next", "Output", "Assign"]);
    requireFields(catcher, ["Next"]);
    return {
      errorEquals: readErrorEquals(catcher, index === all.length - 1),
      next: readString(catcher, "Next") ?? "",
      ...readResult(catcher, { result: false, errorOutput: true }),
    };
  });
