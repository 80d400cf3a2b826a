import { NotEmulated } from "../../world/aws-error.ts";
import { ownMember } from "../../world/own-member.ts";
import { validationError } from "../constraints.ts";
import type { AttributeRules } from "./attribute-rules.ts";
import { listAttributes } from "./attributes.ts";
import { invalidConfiguration } from "./errors.ts";
import type { Pairs, Tables } from "./tables.ts";

interface KeyValue {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

/** "This attribute is required if access logs are enabled", and so for the others. */
const checkLogs = (attributes: Pairs): void => {
  for (const logs of ["access_logs", "connection_logs", "health_check_logs"]) {
    if (attributes[`${logs}.s3.enabled`] === "true" && attributes[`${logs}.s3.bucket`] === "") {
      throw invalidConfiguration(`The value of '${logs}.s3.bucket' must be specified when ${logs} are enabled`);
    }
  }
};

/**
 * "Attempts to enable sticky sessions while cross-zone load balancing is disabled fail", and here the other way round too. The name of the
 * application's cookie is asked for by type `app_cookie`. In which words AWS refuses either is not documented.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html
 */
const checkSticky = (attributes: Pairs): void => {
  if (attributes["stickiness.enabled"] !== "true") return;
  if (attributes["stickiness.type"] === "app_cookie" && attributes["stickiness.app_cookie.cookie_name"] === "")
    throw invalidConfiguration(
      "The value of 'stickiness.app_cookie.cookie_name' must be specified for stickiness type 'app_cookie'",
    );
  if (attributes["load_balancing.cross_zone.enabled"] === "false")
    throw invalidConfiguration("Sticky sessions are not supported when cross-zone load balancing is disabled");
};

/** Gives a resource the attributes that a request names, if `rules` allow them, and answers all that it has then. */
export const changeAttributes = (
  { attributes }: Tables,
  arn: string,
  rules: AttributeRules,
  changes: readonly KeyValue[],
  kind: "Target group" | "Load balancer" | "Listener",
): { Key: string; Value: string }[] => {
  for (const { Key = "", Value = "" } of changes) {
    const rule = ownMember(rules, Key);
    if (rule === undefined) throw validationError(`${kind} attribute key '${Key}' is not recognized`);
    const foreign = rule.foreign?.(Value);
    if (foreign !== undefined) throw invalidConfiguration(foreign);
    if (!rule.allows(Value)) {
      throw validationError(`${kind} attribute value '${Value}' is not valid for the attribute key '${Key}'`);
    }
    if (rule.only !== undefined && Value !== rule.only) {
      throw new NotEmulated(`the value '${Value}' of the attribute ${Key}`);
    }
  }
  const named: Pairs = Object.fromEntries(changes.map(({ Key = "", Value = "" }) => [Key, Value]));
  const changed = { ...attributes.get(arn), ...named };
  checkLogs(changed);
  checkSticky(changed);
  attributes.put(arn, changed);
  return listAttributes(changed);
};
