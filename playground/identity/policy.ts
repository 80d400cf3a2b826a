import * as z from "zod";
import { NotEmulated } from "../world/aws-error.ts";
import { remembered } from "../world/remembered.ts";
import type { JudgedRequest } from "./condition-keys.ts";
import { type Condition, holds, unsupported } from "./conditions.ts";
import { oneOrMore } from "./one-or-more.ts";
import { replaceVariables, unknownVariable } from "./variables.ts";
import { matchesAction, matchesWildcard } from "./wildcards.ts";

/** What a policy says on a request: IAM denies by default, and an explicit `Deny` beats every `Allow`. */
export type Decision = "allowed" | "implicitly denied" | "explicitly denied";

interface Statement {
  readonly effect: "Allow" | "Deny";
  /** The statement's actions, or with `not` all but these. */
  readonly actions: { readonly not: boolean; readonly patterns: readonly string[] };
  readonly resources: { readonly not: boolean; readonly patterns: readonly string[] };
  readonly conditions: readonly Condition[];
  /** Whether `${…}` is a variable: in policies of 2008, which those without a version are, it is text. */
  readonly variables: boolean;
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
    const conditions = Object.entries(statement.Condition ?? {}).flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, values]) => ({ operator, key, values })),
    );
    const variables = parsed.data.Version === "2012-10-17";
    const texts = variables ? [...resources, ...conditions.flatMap(({ values }) => values)] : [];
    const unknown = texts.map(unknownVariable).find((found) => found !== undefined);
    if (unknown !== undefined) throw new NotEmulated(`the policy variable '${unknown}' of the policy '${name}'`);
    const reason = conditions.map(unsupported).find((found) => found !== undefined);
    if (reason !== undefined) throw new NotEmulated(`${reason} of the policy '${name}'`);
    return {
      effect: statement.Effect,
      actions: { not: statement.NotAction !== undefined, patterns: statement.Action ?? statement.NotAction ?? [] },
      resources: { not: statement.NotResource !== undefined, patterns: resources },
      conditions,
      variables,
    };
  });
  const speaksOf =
    (action: string) =>
    ({ actions: { not, patterns } }: Statement) =>
      patterns.some((pattern) => matchesAction(pattern, action)) !== not;
  return { statementsOn: remembered((action) => statements.filter(speaksOf(action))) };
});

/** Evaluates all of a role's policies on what a request needs. */
export const evaluate = (policies: readonly Policy[], request: JudgedRequest): Decision => {
  let decision: Decision = "implicitly denied";
  for (const { statementsOn } of policies) {
    for (const statement of statementsOn(request.need.action)) {
      if (!applies(statement, request)) continue;
      if (statement.effect === "Deny") return "explicitly denied";
      decision = "allowed";
    }
  }
  return decision;
};

/** The texts of a statement as this request has them; those with a variable that it has not are undefined, and match nothing. */
const textsFor = (texts: readonly string[], { variables }: Statement, request: JudgedRequest) =>
  variables ? texts.map((text) => replaceVariables(text, request)) : texts;

const applies = (statement: Statement, request: JudgedRequest): boolean => {
  const { resources, conditions } = statement;
  const patterns = textsFor(resources.patterns, statement, request);
  // A statement on all but what nobody can name is on nothing.
  if (resources.not && patterns.some((pattern) => pattern === undefined)) return false;
  const isNamed = patterns.some(
    // An action without resource-level permissions acts on `*`, which only the pattern `*` matches.
    (pattern) => pattern !== undefined && matchesWildcard(pattern, request.need.resource),
  );
  const valuesOf = (condition: Condition) =>
    textsFor(condition.values, statement, request).filter((value) => value !== undefined);
  return (
    isNamed !== resources.not &&
    conditions.every((condition) => holds({ ...condition, values: valuesOf(condition) }, request))
  );
};
