import type { Report } from "./diagnostic.ts";
import { compile, type Expression } from "./expression.ts";
import { type Availability, expressionViolations } from "./expression-rules.ts";
import { isObject, type Json } from "./json.ts";

/** A field's JSON value in which strings `{% … %}` stand for the values of expressions. */
export type Template =
  | { readonly kind: "literal"; readonly value: Json }
  | { readonly kind: "expression"; readonly expression: Expression; readonly field: string }
  | { readonly kind: "array"; readonly items: readonly Template[] }
  | { readonly kind: "object"; readonly members: readonly (readonly [name: string, Template])[] };

/** Where a value stands: in the definition (`/States/A/Output/b`), and in its state (`Output/b`) as errors at run time say. */
export interface FieldPlace {
  readonly location: string;
  readonly field: string;
}

/** The place of a member of the object that stands at `place`. */
export const memberPlace = (place: FieldPlace, member: string): FieldPlace => ({
  location: `${place.location}/${member}`,
  field: place.field === "" ? member : `${place.field}/${member}`,
});

/** The place of an item of the array that stands at `place`. */
export const itemPlace = (place: FieldPlace, index: number): FieldPlace => ({
  location: `${place.location}[${index}]`,
  field: `${place.field}[${index}]`,
});

const nothing: Template = { kind: "literal", value: null };

/** Compiles a value of the definition, reporting every expression in it that Step Functions would refuse. */
export const compileTemplate = (value: Json, place: FieldPlace, available: Availability, report: Report): Template => {
  if (typeof value === "string") return compileString(value, place, available, report);
  if (Array.isArray(value)) {
    return {
      kind: "array",
      items: value.map((item, index) => compileTemplate(item, itemPlace(place, index), available, report)),
    };
  }
  if (isObject(value)) {
    return {
      kind: "object",
      members: Object.entries(value).map(([name, member]) => [
        name,
        compileTemplate(member, memberPlace(place, name), available, report),
      ]),
    };
  }
  return { kind: "literal", value };
};

const compileString = (
  text: string,
  { location, field }: FieldPlace,
  available: Availability,
  report: Report,
): Template => {
  const opened = text.startsWith("{%");
  const closed = text.endsWith("%}");
  if (!opened && !closed) return { kind: "literal", value: text };
  // AWS: "Improperly opening or closing the expression will result in a validation error."
  if (!opened || !closed || text.length < 4) {
    report("INVALID_JSONATA_EXPRESSION", "A JSONata expression must start with '{%' and end with '%}'", location);
    return nothing;
  }
  try {
    const expression = compile(text.slice(2, -2).trim());
    for (const message of expressionViolations(expression, available)) {
      report("UNSUPPORTED_JSONATA_EXPRESSION", message, location);
    }
    return { kind: "expression", expression, field };
  } catch (error) {
    report("INVALID_JSONATA_EXPRESSION", (error as Error).message, location);
    return nothing;
  }
};

/** The template's value. `evaluate` gives the value of each expression. */
export const evaluateTemplate = async (
  template: Template,
  evaluate: (expression: Expression, field: string) => Promise<Json>,
): Promise<Json> => {
  switch (template.kind) {
    case "literal":
      return template.value;
    case "expression":
      return evaluate(template.expression, template.field);
    case "array": {
      const items: Json[] = [];
      for (const item of template.items) items.push(await evaluateTemplate(item, evaluate));
      return items;
    }
    case "object": {
      const members: [string, Json][] = [];
      for (const [name, member] of template.members) members.push([name, await evaluateTemplate(member, evaluate)]);
      return Object.fromEntries(members);
    }
  }
};
