import * as z from "zod";
import { NotEmulated } from "../world/aws-error.ts";
import { remembered } from "../world/remembered.ts";
import type { JudgedRequest } from "./condition-keys.ts";
import { type Condition, holds, unsupported } from "./conditions.ts";
import { oneOrMore } from "./one-or-more.ts";
import { matchesAction } from "./wildcards.ts";

interface TrustStatement {
  /** `sts:AssumeRole`, `sts:TagSession`, or patterns of them. */
  readonly actions: readonly string[];
  /** `lambda.amazonaws.com` */
  readonly services: readonly string[];
  /** ARNs, accounts, `*`. */
  readonly principals: readonly string[];
  readonly conditions: readonly Condition[];
}

/** Who may assume a role, and how. */
export type Trust = readonly TrustStatement[];

const strings = oneOrMore(z.string());

const statementSchema = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.literal("Allow"),
  Principal: z.union([z.literal("*"), z.strictObject({ Service: strings.optional(), AWS: strings.optional() })]),
  Action: strings,
  Condition: z.record(z.string(), z.record(z.string(), oneOrMore(z.string()))).optional(),
});

const documentSchema = z.strictObject({
  Version: z.enum(["2012-10-17", "2008-10-17"]).optional(),
  Statement: oneOrMore(statementSchema),
});

/** Reads a role's trust policy. Throws if it is malformed, and NotEmulated by name for what cannot be evaluated. */
export const parseTrust = (role: string, document: unknown): Trust => parseText(JSON.stringify([role, document]));

const parseText = remembered((text): Trust => {
  const [role, document] = JSON.parse(text) as [string, unknown];
  const parsed = documentSchema.safeParse(document);
  if (!parsed.success) throw new Error(`The trust policy of '${role}' is malformed:\n${z.prettifyError(parsed.error)}`);
  return parsed.data.Statement.map(({ Principal, Action, Condition = {} }) => {
    const conditions = Object.entries(Condition).flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, values]) => ({ operator, key, values })),
    );
    const reason = conditions.map(unsupported).find((found) => found !== undefined);
    if (reason !== undefined) throw new NotEmulated(`${reason} in the trust policy of '${role}'`);
    const { Service = [], AWS = [] } = Principal === "*" ? { AWS: ["*"] } : Principal;
    return { actions: Action, services: Service, principals: AWS, conditions };
  });
});

const allows = (request: JudgedRequest, isMeant: (statement: TrustStatement) => boolean) => (trust: Trust) =>
  trust.some(
    (statement) =>
      isMeant(statement) &&
      statement.actions.some((action) => matchesAction(action, request.need.action)) &&
      statement.conditions.every((condition) => holds(condition, request)),
  );

/** Whether a service may do what the request needs (`sts:AssumeRole`) with the role. */
export const trustsService = (trust: Trust, service: string, request: JudgedRequest): boolean =>
  allows(request, ({ services }) => services.includes(service))(trust);

/** Whether the request's principal may: named itself, by its role, or by its whole account. */
export const trustsPrincipal = (trust: Trust, roleOfPrincipal: string | undefined, request: JudgedRequest): boolean => {
  const { arn } = request.principal;
  const account = arn.split(":")[4] ?? "";
  const names = ["*", account, `arn:aws:iam::${account}:root`, arn, roleOfPrincipal];
  return allows(request, ({ principals }) => principals.some((principal) => names.includes(principal)))(trust);
};
