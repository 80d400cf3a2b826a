import { ownMember } from "../../../world/own-member.ts";
import type { Expression } from "./expression.ts";

/** Which members of `$states` a field may use, besides `input` and `context`. */
export interface Availability {
  readonly result: boolean;
  readonly errorOutput: boolean;
}

/**
 * What Step Functions forbids in an expression, beyond JSONata's own syntax: it evaluates without a context item, so that
 * nothing may be read from the top level, and it has no `$eval`.
 */
export const expressionViolations = ({ ast }: Expression, available: Availability): readonly string[] => {
  const found = new Set<string>();

  const visitVariable = (name: string, atTop: boolean) => {
    if (name === "$") found.add("Reference to '$$' is not supported.");
    if (name === "" && atTop) found.add("Reference to '$' at the top level is not supported.");
    if (name === "eval") found.add("Function '$eval' is not supported.");
  };

  const visitStates = (field: Node | undefined) => {
    if (field?.type !== "name" || typeof field.value !== "string") return;
    const known = { input: true, context: true, ...available } as Readonly<Record<string, boolean>>;
    const isKnown = ownMember(known, field.value);
    if (isKnown === undefined) found.add(`Unknown reserved states field: ${field.value}`);
    else if (!isKnown) found.add(`Field '$states.${field.value}' does not exist.`);
  };

  // Only a path's first step reads from the context of the whole expression; later steps, predicates, sort terms and
  // groupings read from what the step before them yielded. A lambda's body keeps the context that it is written in.
  const visitPath = (path: Node, atTop: boolean) => {
    const [first, ...later] = (path.steps ?? []) as readonly Node[];
    if (first?.type === "variable" && first.value === "states") visitStates(later[0]);
    visit(first, atTop);
    for (const step of later) visit(step, false);
    visit(path.group, false);
  };

  const visit = (node: unknown, atTop: boolean): void => {
    if (Array.isArray(node)) {
      for (const child of node) visit(child, atTop);
      return;
    }
    if (!isNode(node)) return;
    if (node.type === "path") {
      visitPath(node, atTop);
      return;
    }
    if (node.type === "variable") visitVariable(String(node.value), atTop);
    if (node.type === "name" && atTop)
      found.add(`Reference to '${String(node.value)}' at the top level is not supported.`);
    if ((node.type === "wildcard" || node.type === "descendant") && atTop) {
      found.add(`Reference to '${String(node.value)}' at the top level is not supported.`);
    }
    for (const [member, child] of Object.entries(node)) {
      visit(child, atTop && !relative.has(member));
    }
  };

  visit(ast, true);
  return [...found];
};

/** Members of a node whose expressions are evaluated against the value that the node itself yields. */
const relative = new Set(["stages", "predicate", "terms", "group", "pattern", "update", "delete"]);

interface Node {
  readonly type?: string;
  readonly value?: unknown;
  readonly steps?: unknown;
  readonly group?: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && !(value instanceof RegExp);
