import type { QueryStringKeyValuePair, RuleCondition } from "@aws-sdk/client-elastic-load-balancing-v2";
import { NotEmulated } from "../../world/aws-error.ts";
import { required, validationError } from "../constraints.ts";

/** "Each rule can have up to 5 condition values", "Wildcard characters per rule: 6" (quotas for application load balancers). */
const mostValues = 5;
const mostWildcards = 6;
const fields = ["http-header", "http-request-method", "host-header", "path-pattern", "query-string", "source-ip"];

/** "Each rule can include zero or one of" these, and any number of the others. */
const single = new Set(["http-request-method", "host-header", "path-pattern", "source-ip"]);

/** A rule's conditions as AWS stores and answers them, or AWS's error. */
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
  return normal;
};

/** Path patterns and host names can be given in two places; AWS answers both. */
const normaliseCondition = (condition: RuleCondition): RuleCondition => {
  const { Field, Values, RegexValues, ...configs } = condition;
  const field = required(Field, "conditions.field");
  if (!fields.includes(field)) {
    throw validationError(`Condition field '${field}' must be one of '[${fields.join(", ")}]'`);
  }
  const regex = RegexValues ?? configs.PathPatternConfig?.RegexValues ?? configs.HostHeaderConfig?.RegexValues;
  if (regex ?? configs.HttpHeaderConfig?.RegexValues) throw new NotEmulated("regular expressions in rule conditions");
  switch (field) {
    case "path-pattern": {
      const values = given(field, configs.PathPatternConfig?.Values ?? Values);
      return { Field, Values: values, PathPatternConfig: { Values: values } };
    }
    case "host-header": {
      const values = given(field, configs.HostHeaderConfig?.Values ?? Values);
      return { Field, Values: values, HostHeaderConfig: { Values: values } };
    }
    default:
      if (Values !== undefined) throw validationError(`Values cannot be specified for a '${field}' condition`);
      given(field, valuesOf(condition));
      if (field === "http-header") required(configs.HttpHeaderConfig?.HttpHeaderName, "httpHeaderName");
      return { Field, ...configs };
  }
};

const given = (field: string, values: string[] | undefined): string[] => {
  if (values === undefined || values.length === 0) {
    throw validationError(`A condition value must be specified for the '${field}' condition`);
  }
  if (values.some((value) => value.length > 128)) {
    throw validationError(`The length of a '${field}' condition value cannot exceed '128' characters`);
  }
  return values;
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
