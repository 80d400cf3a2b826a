import type { QueryStringKeyValuePair, RuleCondition } from "@aws-sdk/client-elastic-load-balancing-v2";
import { compileConditions } from "../../dataplane/matcher.ts";
import { NotEmulated } from "../../world/aws-error.ts";
import { required, validationError } from "../constraints.ts";

/** "Each rule can have up to 5 condition values", "Wildcard characters per rule: 6" (quotas for application load balancers). */
const mostValues = 5;
const mostWildcards = 6;

/** By field, where its values stand. */
const configs = {
  "http-header": "HttpHeaderConfig",
  "http-request-method": "HttpRequestMethodConfig",
  "host-header": "HostHeaderConfig",
  "path-pattern": "PathPatternConfig",
  "query-string": "QueryStringConfig",
  "source-ip": "SourceIpConfig",
} as const satisfies Readonly<Record<string, keyof RuleCondition>>;

type Field = keyof typeof configs;

/** "Each rule can include zero or one of" these, and any number of the others. */
const single = new Set<string>(["http-request-method", "host-header", "path-pattern", "source-ip"]);

/**
 * A rule's conditions as AWS stores and answers them, or AWS's error: nothing passes that the data plane cannot use.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_RuleCondition.html
 */
export const normaliseConditions = (conditions: readonly RuleCondition[]): readonly RuleCondition[] => {
  if (conditions.length === 0) throw validationError("A condition must be specified");
  const normal = conditions.map(normaliseCondition);
  for (const field of single) {
    if (normal.filter(({ Field }) => Field === field).length > 1) {
      throw validationError(`A rule can only have one '${field}' condition`);
    }
  }
  const values = normal.flatMap(valuesOf);
  if (values.length > mostValues) throw validationError("A rule can only have '5' condition values");
  if (values.join("").replace(/[^*?]/g, "").length > mostWildcards) {
    throw validationError("A rule can only have '6' wildcard characters");
  }
  compileConditions(normal);
  return normal;
};

/** Path patterns and host names can be given in two places, but not in both; AWS answers both. */
const normaliseCondition = (condition: RuleCondition): RuleCondition => {
  const { Field: given, Values, RegexValues } = condition;
  const field = fieldOf(required(given, "conditions.field"));
  const config = configs[field];
  const foreign = Object.values(configs).find((other) => other !== config && condition[other] !== undefined);
  if (foreign !== undefined) {
    throw validationError(`'${foreign}' cannot be specified for a condition of type '${field}'`);
  }
  if (Values !== undefined && condition[config] !== undefined) {
    throw validationError(`You cannot provide both Values and '${config}' for a condition of type '${field}'`);
  }
  if (RegexValues ?? regexValuesOf(condition)) throw new NotEmulated("regular expressions in rule conditions");
  if (condition.SourceIpConfig !== undefined && "IpAddressType" in condition.SourceIpConfig) {
    throw validationError("The IP address type of a 'source-ip' condition is for network load balancers only");
  }
  if (field === "path-pattern" || field === "host-header") {
    const values = checked(field, condition[configs[field]]?.Values ?? Values);
    return { Field: field, Values: values, [config]: { Values: values } };
  }
  if (Values !== undefined) throw validationError(`The 'Values' field is not compatible with '${field}'`);
  checked(field, valuesOf(condition));
  if (field === "http-header") checkHeaderName(condition.HttpHeaderConfig?.HttpHeaderName);
  if (field === "query-string") checkPairs(condition.QueryStringConfig?.Values ?? []);
  return { Field: field, [config]: condition[config] };
};

const fieldOf = (field: string): Field => {
  const known = (Object.keys(configs) as Field[]).find((each) => each === field);
  if (known !== undefined) return known;
  throw validationError(`Condition field '${field}' must be one of '[${Object.keys(configs).join(", ")}]'`);
};

const regexValuesOf = ({ PathPatternConfig, HostHeaderConfig, HttpHeaderConfig }: RuleCondition) =>
  PathPatternConfig?.RegexValues ?? HostHeaderConfig?.RegexValues ?? HttpHeaderConfig?.RegexValues;

/** Which characters a value may have, and how many; what is escaped by a backslash included. */
const permitted: Readonly<Record<Field, readonly [characters: RegExp, longest: number]>> = {
  "http-header": [/^[\x20-\x7e]+$/, 128],
  "http-request-method": [/^[A-Z_-]+$/, 40],
  "host-header": [/^[A-Za-z0-9.*?-]+$/, 128],
  "path-pattern": [/^[A-Za-z0-9_.$/~"'@:+&*?\\-]+$/, 128],
  "query-string": [/^[\x21-\x7e]+$/, 128],
  "source-ip": [/^[0-9A-Fa-f:./]+$/, 128],
};

const checked = (field: Field, values: string[] | undefined): string[] => {
  if (values === undefined || values.length === 0 || values.includes("")) {
    throw validationError(`A condition value must be specified for the '${field}' condition`);
  }
  const [characters, longest] = permitted[field];
  for (const value of values) {
    if (value.length > longest) throw validationError(`The '${field}' value is too long; the limit is '${longest}'`);
    if (!characters.test(value)) {
      throw validationError(`The '${field}' value '${value}' contains characters that are not valid`);
    }
  }
  return values;
};

/** "The maximum length is 40 characters … You can't use an HTTP header condition to specify the host header." Names as in RFC 7230. */
const checkHeaderName = (given: string | undefined): void => {
  const name = required(given, "httpHeaderName");
  if (name.length > 40) throw validationError("The 'HttpHeaderName' value is too long; the limit is '40'");
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) || name.toLowerCase() === "host") {
    throw validationError(`The 'HttpHeaderName' value '${name}' is not valid`);
  }
};

/** "You can omit the key", but not the value. */
const checkPairs = (pairs: readonly QueryStringKeyValuePair[]): void => {
  if (pairs.some(({ Value }) => Value === undefined)) {
    throw validationError("A 'Value' must be specified in 'QueryStringKeyValuePair'");
  }
};

const queryText = ({ Key, Value }: QueryStringKeyValuePair) => (Key === undefined ? "" : `${Key}=`) + (Value ?? "");

const valuesOf = (condition: RuleCondition): string[] =>
  condition.PathPatternConfig?.Values ??
  condition.HostHeaderConfig?.Values ??
  condition.HttpHeaderConfig?.Values ??
  condition.HttpRequestMethodConfig?.Values ??
  condition.SourceIpConfig?.Values ??
  condition.QueryStringConfig?.Values?.map(queryText) ??
  [];
