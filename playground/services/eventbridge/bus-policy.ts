/**
 * What the policy of a bus lets other accounts do.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-perms.html
 */
import { AwsError, NotEmulated } from "../../world/aws-error.ts";
import { parseEventObject } from "./event-object.ts";

/** A statement, as far as it is judged. */
export interface BusStatement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal: "*" | { readonly AWS: string | readonly string[] };
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}

const members: ReadonlySet<string> = new Set(["Sid", "Effect", "Principal", "Action", "Resource"]);

/** The statements of a policy; throws ValidationException for what is none, NotEmulated for what cannot be judged. */
export const busStatements = (policy: string): readonly BusStatement[] => {
  const { Statement } = parseEventObject(policy) ?? {};
  if (Statement === undefined) throw new AwsError("ValidationException", "Provided policy is not valid.");
  const statements = [Statement].flat() as unknown as readonly BusStatement[];
  for (const statement of statements) {
    const odd = Object.keys(statement).find((member) => !members.has(member));
    if (odd !== undefined) throw new NotEmulated(`${odd} in the policy of a bus`);
  }
  return statements;
};

const names = (principal: BusStatement["Principal"], account: string): boolean =>
  principal === "*" ||
  [principal.AWS].flat().some((one) => one === "*" || one === account || one === `arn:aws:iam::${account}:root`);

/** Whether another account may put events on the bus. */
export const letsAccount = (policy: string | undefined, bus: string, account: string): boolean => {
  const effects = (policy === undefined ? [] : busStatements(policy))
    .filter(
      ({ Principal, Action, Resource }) =>
        names(Principal, account) &&
        [Action].flat().some((action) => action === "events:PutEvents" || action === "events:*") &&
        [Resource].flat().includes(bus),
    )
    .map(({ Effect }) => Effect);
  return effects.includes("Allow") && !effects.includes("Deny");
};
