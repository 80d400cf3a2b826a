import { TemplateError } from "./template-error.ts";

/** What the names in a template stand for at the moment of resolving. */
export interface Scope {
  /** The value of a parameter or pseudo parameter, or the physical id of a resource; undefined if there is no such name. */
  ref(name: string): unknown;
  /** A resource's attribute; undefined if it has none of that name. */
  attribute(logicalId: string, name: string): unknown;
  /** A condition of the template; undefined if there is none of that name. */
  condition(name: string): unknown;
}

/** `Ref: AWS::NoValue`: the property counts as not given. */
const NO_VALUE = Symbol("AWS::NoValue");

type Arguments = { readonly value: unknown; readonly scope: Scope; readonly where: string };
type Intrinsic = (call: Arguments) => unknown;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const list = ({ value, where }: Arguments, length?: number): readonly unknown[] => {
  if (Array.isArray(value) && (length === undefined || value.length === length)) return value;
  throw new TemplateError(where, length === undefined ? "takes a list" : `takes a list of ${length}`);
};

const text = (value: unknown, where: string): string => {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return String(value);
  throw new TemplateError(where, `takes a string, not ${JSON.stringify(value)}`);
};

const truth = (value: unknown, where: string): boolean => {
  if (typeof value === "boolean") return value;
  throw new TemplateError(where, `takes a condition, not ${JSON.stringify(value)}`);
};

const lookUpRef = (name: string, { scope, where }: Arguments): unknown => {
  if (name === "AWS::NoValue") return NO_VALUE;
  const found = scope.ref(name);
  if (found === undefined) throw new TemplateError(where, `there is no resource or parameter '${name}'`);
  return found;
};

const lookUpAttribute = (logicalId: string, name: string, { scope, where }: Arguments): unknown => {
  const found = scope.attribute(logicalId, name);
  if (found === undefined) throw new TemplateError(where, `'${logicalId}' has no attribute '${name}' here`);
  return found;
};

const lookUpCondition = (name: unknown, { scope, where }: Arguments): boolean => {
  const found = scope.condition(text(name, where));
  if (found === undefined) throw new TemplateError(where, `there is no condition '${name}'`);
  return truth(found, where);
};

/** `Resource.Attribute`, or a list of the two, where the attribute may itself contain dots. */
const attributePath = (value: unknown, where: string): readonly [string, string] => {
  const parts = typeof value === "string" ? value.split(".") : value;
  if (!Array.isArray(parts) || parts.length < 2 || !parts.every((part) => typeof part === "string")) {
    throw new TemplateError(where, `takes a resource and an attribute, not ${JSON.stringify(value)}`);
  }
  return [String(parts[0]), parts.slice(1).join(".")];
};

/** The names in `${…}` of a Fn::Sub text; `${!Literal}` is not one. */
const SUBSTITUTION = /\$\{(!?)([^}]*)\}/g;

const substitute: Intrinsic = (call) => {
  const [template, given] = typeof call.value === "string" ? [call.value, {}] : list(call, 2);
  if (typeof template !== "string" || !isRecord(given)) {
    throw new TemplateError(call.where, "takes a text, or a list of a text and a map of values");
  }
  return template.replace(SUBSTITUTION, (_, literal: string, inside: string) => {
    if (literal) return `\${${inside}}`;
    const name = inside.trim();
    if (name in given) return text(given[name], call.where);
    const [resource, ...attribute] = name.split(".");
    return text(
      attribute.length === 0 ? lookUpRef(name, call) : lookUpAttribute(String(resource), attribute.join("."), call),
      call.where,
    );
  });
};

/** Evaluated with their arguments already resolved. */
const intrinsics: Readonly<Record<string, Intrinsic>> = {
  Ref: (call) => lookUpRef(text(call.value, call.where), call),
  Condition: (call) => lookUpCondition(call.value, call),
  "Fn::GetAtt": (call) => lookUpAttribute(...attributePath(call.value, call.where), call),
  "Fn::Sub": substitute,
  "Fn::Join": (call) => {
    const [delimiter, parts] = list(call, 2);
    return list({ ...call, value: parts })
      .map((part) => text(part, call.where))
      .join(text(delimiter, call.where));
  },
  "Fn::Select": (call) => {
    const [index, from] = list(call, 2);
    const found = list({ ...call, value: from })[Number(text(index, call.where))];
    if (found === undefined) throw new TemplateError(call.where, `there is no element ${index}`);
    return found;
  },
  "Fn::Split": (call) => {
    const [delimiter, source] = list(call, 2);
    return text(source, call.where).split(text(delimiter, call.where));
  },
  "Fn::Equals": (call) => {
    const [left, right] = list(call, 2);
    return text(left, call.where) === text(right, call.where);
  },
  "Fn::And": (call) => list(call).every((value) => truth(value, call.where)),
  "Fn::Or": (call) => list(call).some((value) => truth(value, call.where)),
  "Fn::Not": (call) => !truth(list(call, 1)[0], call.where),
};

/** The one intrinsic of an object, if the object is one. `Condition` is one only among conditions. */
const intrinsicOf = (value: Record<string, unknown>, among: "conditions" | "values"): string | undefined => {
  const [key, ...others] = Object.keys(value);
  if (key === undefined || others.length > 0) return undefined;
  if (key === "Ref" || key.startsWith("Fn::")) return key;
  return key === "Condition" && among === "conditions" ? key : undefined;
};

const resolveIn = (value: unknown, scope: Scope, where: string, among: "conditions" | "values"): unknown => {
  const inner = (item: unknown, step: string | number) => resolveIn(item, scope, `${where}.${step}`, among);
  if (Array.isArray(value)) return value.map(inner).filter((item) => item !== NO_VALUE);
  if (!isRecord(value)) return value;
  const name = intrinsicOf(value, among);
  if (name === undefined) {
    const entries = Object.entries(value).map(([key, item]) => [key, inner(item, key)] as const);
    return Object.fromEntries(entries.filter(([, item]) => item !== NO_VALUE));
  }
  const call = { value: value[name], scope, where: `${where}.${name}` };
  if (name === "Fn::If") {
    const [condition, whenTrue, whenFalse] = list(call, 3);
    // Only the branch that is taken is resolved: the other may name a resource that its condition leaves out.
    return lookUpCondition(condition, call) ? inner(whenTrue, name) : inner(whenFalse, name);
  }
  const evaluate = intrinsics[name];
  if (evaluate === undefined) throw new TemplateError(call.where, "the playground does not resolve this function");
  return evaluate({ ...call, value: inner(call.value, name) });
};

/** `value` with every intrinsic function in it resolved. `where` names the place for errors; undefined means AWS::NoValue. */
export const resolve = (value: unknown, scope: Scope, where: string): unknown => {
  const resolved = resolveIn(value, scope, where, "values");
  return resolved === NO_VALUE ? undefined : resolved;
};

/** The truth of each condition of a template's `Conditions`. They may refer to each other, and to parameters only. */
export const resolveConditions = (
  conditions: Readonly<Record<string, unknown>>,
  ref: Scope["ref"],
): Readonly<Record<string, boolean>> => {
  const evaluate = (name: string, within: readonly string[]): boolean | undefined => {
    if (!(name in conditions)) return undefined;
    const where = `Conditions.${name}`;
    if (within.includes(name)) throw new TemplateError(where, "refers to itself");
    const scope: Scope = {
      ref,
      attribute: () => undefined,
      condition: (other) => evaluate(other, [...within, name]),
    };
    return truth(resolveIn(conditions[name], scope, where, "conditions"), where);
  };
  return Object.fromEntries(Object.keys(conditions).map((name) => [name, evaluate(name, []) === true]));
};

/** Every name that `value` refers to, by Ref, Fn::GetAtt or Fn::Sub: resources, parameters and pseudo parameters alike. */
export const references = (value: unknown): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(references);
  if (!isRecord(value)) return [];
  const name = intrinsicOf(value, "values");
  const argument = name === undefined ? undefined : value[name];
  if (name === "Ref") return [String(argument)];
  if (name === "Fn::GetAtt") return [attributePath(argument, name)[0]];
  if (name === "Fn::Sub") {
    const [template, given] = Array.isArray(argument) ? argument : [argument, {}];
    const names = [...String(template).matchAll(SUBSTITUTION)]
      .filter(([, literal]) => !literal)
      .map(([, , inside]) => String(inside).trim())
      .filter((inside) => !(isRecord(given) && inside in given));
    return [...names.map((inside) => String(inside.split(".")[0])), ...references(given)];
  }
  return Object.values(value).flatMap(references);
};
