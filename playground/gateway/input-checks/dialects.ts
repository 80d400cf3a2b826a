import type { Measure, Violation } from "./violations.ts";

/** How a service says what is wrong with an input. */
export interface Dialect {
  readonly error: string;
  readonly text: (violations: readonly Violation[]) => string;
  readonly measure: Measure;
}

const characters: Measure = (text) => text.length;
const bytesOfUtf8: Measure = (text) => Buffer.byteLength(text);

/** The way to a value as most services write it: `entries.1.member.source`. */
const dotted = (path: readonly string[]) => path.map((step) => step.charAt(0).toLowerCase() + step.slice(1)).join(".");

/** More of a value is not repeated. */
const longestShown = 1000;

/** A list of simple values as AWS writes it; undefined for what holds structures, which it only names. */
const shown = (value: unknown): string | undefined => {
  if (Array.isArray(value)) return value.some((item) => typeof item === "object") ? undefined : `[${value.join(", ")}]`;
  return typeof value === "object" ? undefined : String(value);
};

const said = ({ path, value, rule }: Violation): string => {
  const text = shown(value);
  const what =
    value === undefined || value === null
      ? "Value null"
      : text === undefined
        ? "Value"
        : `Value '${text.length > longestShown ? `${text.slice(0, longestShown)}…` : text}'`;
  return `${what} at '${dotted(path)}' failed to satisfy constraint: ${rule}`;
};

/** AWS's common text: "1 validation error detected: Value '…' at 'name' failed to satisfy constraint: Member must …". */
const common = (violations: readonly Violation[]): string => {
  const { length } = violations;
  return `${length} validation error${length === 1 ? "" : "s"} detected: ${violations.map(said).join("; ")}`;
};

/**
 * "Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided."; of the time to wait it is said
 * in signs (LocalStack's recordings).
 */
const ofSqs = ([first]: readonly Violation[]): string => {
  if (first === undefined) return "";
  const { path, value, constraint, rule } = first;
  const [least, most] = constraint.range ?? [];
  const range =
    path.at(-1) === "WaitTimeSeconds" ? `Must be >= ${least} and <= ${most}` : `Must be between ${least} and ${most}`;
  const reason = typeof least !== "number" ? rule : `${range}, if provided`;
  return `Value ${shown(value)} for parameter ${path.join(".")} is invalid. Reason: ${reason}.`;
};

/** As recorded: of a name that is too long it is said otherwise. */
const ofLogs = (violations: readonly Violation[]): string => {
  const tooLong = violations.some(
    ({ path, value }) => /^log(Group|Stream)Name$/.test(path.at(-1) ?? "") && String(value).length > 512,
  );
  return tooLong
    ? "Invalid LogGroup or LogStream, both must have length less than or equal to 512."
    : common(violations);
};

const inQuery: Dialect = { error: "ValidationError", text: common, measure: characters };
const inJson: Dialect = { error: "ValidationException", text: common, measure: characters };

/** By signing name, each service that the gateway speaks for. */
export const dialects: Readonly<Record<string, Dialect>> = {
  acm: inJson,
  autoscaling: inQuery,
  elasticloadbalancing: inQuery,
  events: inJson,
  lambda: inJson,
  logs: { error: "InvalidParameterException", text: ofLogs, measure: characters },
  monitoring: inQuery,
  servicequotas: { ...inJson, error: "IllegalArgumentException" },
  sqs: { error: "InvalidParameterValue", text: ofSqs, measure: characters },
  // AWS measures payloads in bytes of UTF-8, names in characters; the two differ only in texts that names cannot hold.
  states: { ...inJson, measure: bytesOfUtf8 },
  sts: inQuery,
};
