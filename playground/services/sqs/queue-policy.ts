/**
 * What a queue's policy lets other services send.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sqs-permissions
 */
import { matchesAction, matchesArn, matchesWildcard } from "../../identity/wildcards.ts";
import { NotEmulated } from "../../world/aws-error.ts";
import type { ServiceCaller } from "../../world/neighbours.ts";

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

const statementsOf = (policy: string): readonly Statement[] => {
  const { Statement: statements = [] } = JSON.parse(policy) as { Statement?: Statement | readonly Statement[] };
  return [statements].flat();
};

/** Throws NotEmulated, by name, for what a policy holds that cannot be evaluated. */
export const checkPolicy = (policy: string): void => {
  for (const statement of statementsOf(policy)) {
    const member = Object.keys(statement).find((name) => !members.has(name));
    if (member !== undefined) throw new NotEmulated(`${member} in a queue's policy`);
    for (const { operator, key } of conditionsOf(statement)) {
      if (!(operator in operators && key in conditionKeys)) {
        throw new NotEmulated(`the condition ${operator} ${key} in a queue's policy`);
      }
    }
  }
};

const applies = (statement: Statement, queueArn: string, caller: ServiceCaller): boolean => {
  const { Principal, Action, Resource } = statement;
  return (
    (Principal === "*" || listed(Principal.Service).includes(caller.service) || listed(Principal.AWS).includes("*")) &&
    listed(Action).some((action) => matchesAction(action, "sqs:SendMessage")) &&
    listed(Resource).some((resource) => matchesWildcard(resource, queueArn)) &&
    conditionsOf(statement).every(({ operator, key, patterns }) =>
      patterns.some((pattern) => operators[operator]?.(pattern, conditionKeys[key]?.(caller) ?? "")),
    )
  );
};

/** Whether the policy lets a service send to the queue on behalf of its resource; no policy lets nobody. */
export const letsSend = (policy: string | undefined, queueArn: string, caller: ServiceCaller): boolean => {
  if (policy === undefined) return false;
  const effects = statementsOf(policy)
    .filter((statement) => applies(statement, queueArn, caller))
    .map(({ Effect }) => Effect);
  return effects.includes("Allow") && !effects.includes("Deny");
};
