import * as z from "zod";
import { NotEmulated } from "../world/aws-error.ts";
import { remembered } from "../world/remembered.ts";
import { oneOrMore } from "./one-or-more.ts";
import { matchesWildcard } from "./wildcards.ts";

/** Who may assume a role: services (`lambda.amazonaws.com`) and principals (ARNs, accounts, `*`). */
export interface Trust {
  readonly services: readonly string[];
  readonly principals: readonly string[];
}

const strings = oneOrMore(z.string());

const statementSchema = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.literal("Allow"),
  Principal: z.union([z.literal("*"), z.strictObject({ Service: strings.optional(), AWS: strings.optional() })]),
  Action: strings,
  Condition: z.unknown().optional(),
});

const documentSchema = z.strictObject({
  Version: z.enum(["2012-10-17", "2008-10-17"]).optional(),
  Statement: oneOrMore(statementSchema),
});

/** Reads a role's trust policy. Throws if it is malformed, and NotEmulated for a condition. */
export const parseTrust = (role: string, document: unknown): Trust => parseText(JSON.stringify([role, document]));

const parseText = remembered((text): Trust => {
  const [role, document] = JSON.parse(text) as [string, unknown];
  const parsed = documentSchema.safeParse(document);
  if (!parsed.success) throw new Error(`The trust policy of '${role}' is malformed:\n${z.prettifyError(parsed.error)}`);
  const statements = parsed.data.Statement.filter(({ Action }) =>
    Action.some((action) => matchesWildcard(action, "sts:AssumeRole")),
  );
  if (statements.some(({ Condition }) => Condition !== undefined))
    throw new NotEmulated(`a condition in the trust policy of '${role}'`);
  const principals = statements.map(({ Principal }) => (Principal === "*" ? { AWS: ["*"] } : Principal));
  return {
    services: principals.flatMap((principal) => ("Service" in principal ? (principal.Service ?? []) : [])),
    principals: principals.flatMap((principal) => principal.AWS ?? []),
  };
});

/** Whether `principalArn` may assume the role: named itself, by its role, or by its whole account. */
export const trustsPrincipal = (trust: Trust, principalArn: string, roleOfPrincipal: string | undefined): boolean => {
  const account = principalArn.split(":")[4] ?? "";
  const names = ["*", account, `arn:aws:iam::${account}:root`, principalArn, roleOfPrincipal];
  return trust.principals.some((principal) => names.includes(principal));
};
