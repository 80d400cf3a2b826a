import * as z from "zod";
import { NotEmulated } from "../world/aws-error.ts";
import { remembered } from "../world/remembered.ts";
import type { Need } from "../world/service.ts";
import { type Condition, holds, unsupported } from "./conditions.ts";
import { oneOrMore } from "./one-or-more.ts";
import { matchesAction, matchesWildcard } from "./wildcards.ts";

/** What a policy says on a request: IAM denies by default, and an explicit `Deny` beats every `Allow`. */
export type Decision = "allowed" | "implicitly denied" | "explicitly denied";

interface Statement {
  readonly effect: "Allow" | "Deny";
  /** The statement's actions, or with `not` all but these. */
  readonly actions: { readonly not: boolean; readonly patterns: readonly string[] };
  readonly resources: { readonly not: boolean; readonly patterns: readonly string[] };
  readonly conditions: readonly Condition[];
}

const strings = oneOrMore(z.string());
/** `true` may stand for `"true"`. */
const values = oneOrMore(z.union([z.string(), z.boolean().transform(String)], "must be a string or a boolean"));

const statementSchema = z
  .strictObject({
    Sid: z.string().optional(),
    Effect: z.enum(["Allow", "Deny"]),
    Action: strings.optional(),
    NotAction: strings.optional(),
    Resource: strings.optional(),
    NotResource: strings.optional(),
    Condition: z.record(z.string(), z.record(z.string(), values)).optional(),
  })
  .refine((s) => (s.Action === undefined) !== (s.NotAction === undefined), "needs either Action or NotAction")
  .refine((s) => (s.Resource === undefined) !== (s.NotResource === undefined), "needs either Resource or NotResource");

const documentSchema = z.strictObject({
  Version: z.enum(["2012-10-17", "2008-10-17"]).optional(),
  Id: z.string().optional(),
  Statement: oneOrMore(statementSchema),
});

/** A policy that is read. */
export interface Policy {
  /** Its statements that speak of an action. */
  readonly statementsOn: (action: string) => readonly Statement[];
}

/** Reads an identity-based policy. Throws if it is malformed, and NotEmulated by name for what cannot be evaluated. */
export const parsePolicy = (name: string, document: unknown): Policy => parseText(JSON.stringify([name, document]));

const parseText = remembered((text): Policy => {
  const [name, document] = JSON.parse(text) as [string, unknown];
  const parsed = documentSchema.safeParse(document);
  if (!parsed.success) throw new Error(`The policy '${name}' is malformed:\n${z.prettifyError(parsed.error)}`);
  const statements = parsed.data.Statement.map((statement): Statement => {
    const resources = statement.Resource ?? statement.NotResource ?? [];
    const variable = resources.find((resource) => resource.includes("${"));
    if (variable !== undefined) throw new NotEmulated(`the policy variable in '${variable}' of the policy '${name}'`);
    const conditions = Object.entries(statement.Condition ?? {}).flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, values]) => ({ operator, key, values })),
    );
    const reason = conditions.map(unsupported).find((found) => found !== undefined);
    if (reason !== undefined) throw new NotEmulated(`${reason} of the policy '${name}'`);
    return {
      effect: statement.Effect,
      actions: { not: statement.NotAction !== undefined, patterns: statement.Action ?? statement.NotAction ?? [] },
      resources: { not: statement.NotResource !== undefined, patterns: resources },
      conditions,
    };
  });
  const speaksOf =
    (action: string) =>
    ({ actions: { not, patterns } }: Statement) =>
      patterns.some((pattern) => matchesAction(pattern, action)) !== not;
  return { statementsOn: remembered((action) => statements.filter(speaksOf(action))) };
});

/** Evaluates all of a role's policies on one need. */
export const evaluate = (policies: readonly Policy[], need: Need, region: string): Decision => {
  let decision: Decision = "implicitly denied";
  for (const { statementsOn } of policies) {
    for (const statement of statementsOn(need.action)) {
      if (!applies(statement, need, region)) continue;
      if (statement.effect === "Deny") return "explicitly denied";
      decision = "allowed";
    }
  }
  return decision;
};

const applies = ({ resources, conditions }: Statement, need: Need, region: string): boolean =>
  // An action without resource-level permissions acts on `*`, which only the pattern `*` matches.
  resources.patterns.some((pattern) => matchesWildcard(pattern, need.resource)) !== resources.not &&
  conditions.every((condition) => holds(condition, need, region));
