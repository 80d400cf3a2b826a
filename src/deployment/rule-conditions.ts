/**
 * What the conditions of listener rules let through, as far as it can be told from them alone: AWS asks the rules of a listener by their
 * priorities, and the first whose conditions all hold has the request.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html
 */
import type { Json } from "../changes/change.ts";
import { isRecord } from "../resources/described/plain.ts";

/** A request, as conditions look at it. */
export interface HttpRequest {
  readonly method: string;
  /** Without a port. */
  readonly host: string;
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Where each field's values stand. */
const configs: Readonly<Record<string, string>> = {
  "host-header": "HostHeaderConfig",
  "http-header": "HttpHeaderConfig",
  "http-request-method": "HttpRequestMethodConfig",
  "path-pattern": "PathPatternConfig",
  "query-string": "QueryStringConfig",
  "source-ip": "SourceIpConfig",
};

const configOf = (condition: Json): { readonly [key: string]: Json } => {
  const config = isRecord(condition) ? condition[configs[String(condition.Field)] ?? ""] : undefined;
  return isRecord(config) ? config : {};
};

const list = (json: Json | undefined): readonly Json[] => (Array.isArray(json) ? json : []);

/** How many values the conditions compare with. */
export const valuesIn = (conditions: readonly Json[]): number =>
  conditions.reduce<number>((sum, condition) => {
    const { Values, RegexValues } = configOf(condition);
    return sum + list(Values).length + list(RegexValues).length;
  }, 0);

/** Whether the conditions have one of that field, and the patterns of it; undefined where it has others than patterns, as expressions. */
export const patternsOf = (conditions: readonly Json[], field: string): readonly string[] | "none" | undefined => {
  const found = conditions.find((condition) => isRecord(condition) && condition.Field === field);
  if (found === undefined) return "none";
  const { Values, RegexValues } = configOf(found);
  return list(Values).length === 0 || RegexValues !== undefined ? undefined : list(Values).map(String);
};

/** Whether some text fits both patterns: `*` is any text, `?` one character. What is escaped is taken to fit. */
export const meet = (a: string, b: string): boolean => {
  if (`${a}${b}`.includes("\\")) return true;
  const seen = new Set<string>();
  const from = (i: number, j: number): boolean => {
    const here = `${i}/${j}`;
    if (seen.has(here)) return false;
    seen.add(here);
    const [x, y] = [a[i], b[j]];
    if (x === undefined && y === undefined) return true;
    if (x === "*" && (from(i + 1, j) || (y !== undefined && from(i, j + 1)))) return true;
    if (y === "*" && (from(i, j + 1) || (x !== undefined && from(i + 1, j)))) return true;
    if (x === undefined || y === undefined || x === "*" || y === "*") return false;
    return (x === y || x === "?" || y === "?") && from(i + 1, j + 1);
  };
  return from(0, 0);
};

const lower = (text: string): string => text.toLowerCase();

/** Whether a text fits one of the patterns; undefined where that cannot be told. */
const fits = (patterns: readonly string[], text: string): boolean | undefined => {
  const unsure = [...patterns, text].some((each) => each.includes("\\")) || /[*?]/.test(text);
  return unsure ? undefined : patterns.some((pattern) => meet(pattern, text));
};

const holds = (condition: Json, { method, host, path, headers }: HttpRequest): boolean | undefined => {
  const field = isRecord(condition) ? String(condition.Field) : "";
  const patterns = patternsOf([condition], field);
  if (patterns === undefined || patterns === "none") return undefined;
  if (field === "host-header") return fits(patterns.map(lower), lower(host));
  if (field === "path-pattern") return fits(patterns, path.split("?", 1)[0] ?? "");
  if (field === "http-request-method") return patterns.includes(method);
  if (field !== "http-header") return undefined;
  const name = lower(String(configOf(condition).HttpHeaderName));
  const sent = Object.keys(headers).findLast((each) => lower(each) === name);
  // What the load balancer or the client adds by itself is not known here.
  if (sent === undefined) return /^(user-agent|accept|x-forwarded|x-amzn|connection)/.test(name) ? undefined : false;
  return fits(patterns.map(lower), lower(headers[sent] ?? ""));
};

/** Whether a rule of those conditions has the request, if it comes to that rule; undefined where it cannot be told. */
export const letsThrough = (conditions: readonly Json[], asked: HttpRequest): boolean | undefined => {
  const answers = conditions.map((condition) => holds(condition, asked));
  if (answers.includes(false)) return false;
  return answers.includes(undefined) ? undefined : true;
};

/** Fields of which a request has just one value, and how two values are the same. */
const single: Readonly<Record<string, (text: string) => string>> = {
  "host-header": lower,
  "path-pattern": (text) => text,
  "http-request-method": (text) => text,
};

/** Whether no request can meet both: its host, path or method would have to be two at once. */
export const excludeEachOther = (a: readonly Json[], b: readonly Json[]): boolean =>
  Object.entries(single).some(([field, normal]) => {
    const [ofA, ofB] = [patternsOf(a, field), patternsOf(b, field)];
    if (ofA === undefined || ofB === undefined || ofA === "none" || ofB === "none") return false;
    return !ofA.some((one) => ofB.some((other) => meet(normal(one), normal(other))));
  });
