/**
 * What the policy of a queue or a topic lets other services do with it.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
 */
import { NotEmulated } from "../world/aws-error.ts";
import type { ServiceCaller } from "../world/neighbours.ts";
import { remembered } from "../world/remembered.ts";
import { matchesAction, matchesArn, matchesWildcard } from "./wildcards.ts";

interface Statement {
  readonly Effect: "Allow" | "Deny";
  readonly Principal: "*" | Readonly<Record<string, string | readonly string[]>>;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

const listed = (value: string | readonly string[] | undefined): readonly string[] =>
  typeof value === "string" ? [value] : (value ?? []);

const equal = (wanted: string, value: string) => wanted === value;

/** AWS: "ArnEquals and ArnLike behave identically." */
const operators: Readonly<Record<string, (pattern: string, value: string) => boolean>> = {
  ArnEquals: matchesArn,
  ArnLike: matchesArn,
  StringEquals: equal,
  StringLike: matchesWildcard,
};

/** The condition keys that a service's request has. */
const conditionKeys: Readonly<Record<string, (caller: ServiceCaller) => string>> = {
  "aws:sourcearn": ({ sourceArn }) => sourceArn,
  "aws:sourceaccount": ({ sourceArn }) => sourceArn.split(":")[4] ?? "",
};

const members: ReadonlySet<string> = new Set(["Sid", "Effect", "Principal", "Action", "Resource", "Condition"]);

const conditionsOf = ({ Condition = {} }: Statement) =>
  Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, patterns]) => ({ operator, key: key.toLowerCase(), patterns: listed(patterns) })),
  );

const statementsOf = remembered((policy): readonly Statement[] => {
  const { Statement: statements = [] } = JSON.parse(policy) as { Statement?: Statement | readonly Statement[] };
  return [statements].flat();
});

/** Throws NotEmulated, by name, for what the policy of `whose` (`a queue's`) holds that cannot be evaluated. */
export const checkPolicy = (policy: string, whose: string): void => {
  for (const statement of statementsOf(policy)) {
    const member = Object.keys(statement).find((name) => !members.has(name));
    if (member !== undefined) throw new NotEmulated(`${member} in ${whose} policy`);
    for (const { operator, key } of conditionsOf(statement)) {
      if (!(operator in operators && key in conditionKeys)) {
        throw new NotEmulated(`the condition ${operator} ${key} in ${whose} policy`);
      }
    }
  }
};

const applies = (statement: Statement, wanted: string, arn: string, caller: ServiceCaller): boolean => {
  const { Principal, Action, Resource } = statement;
  return (
    (Principal === "*" || listed(Principal.Service).includes(caller.service) || listed(Principal.AWS).includes("*")) &&
    listed(Action).some((action) => matchesAction(action, wanted)) &&
    listed(Resource).some((resource) => matchesWildcard(resource, arn)) &&
    conditionsOf(statement).every(({ operator, key, patterns }) =>
      patterns.some((pattern) => operators[operator]?.(pattern, conditionKeys[key]?.(caller) ?? "")),
    )
  );
};

/** Whether the policy lets a service do `action` on behalf of its resource; no policy lets nobody. */
export const letsService = (
  policy: string | undefined,
  action: string,
  arn: string,
  caller: ServiceCaller,
): boolean => {
  if (policy === undefined) return false;
  const effects = statementsOf(policy)
    .filter((statement) => applies(statement, action, arn, caller))
    .map(({ Effect }) => Effect);
  return effects.includes("Allow") && !effects.includes("Deny");
};
