import { remembered } from "../../../world/remembered.ts";
import type { Definition, State, StateGroup } from "./definition.ts";
import { type Diagnostic, notEmulated, type Report } from "./diagnostic.ts";
import { checkGraph } from "./graph.ts";
import { isObject, type Json, type JsonObject } from "./json.ts";
import {
  asSource,
  checkFields,
  isWhole,
  longest,
  readExpressionOr,
  readString,
  requireFields,
  type Source,
  wrong,
} from "./parse-fields.ts";
import { parseState } from "./parse-states.ts";
import { memberPlace } from "./template.ts";

interface Parsed {
  readonly definition: Definition | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads a definition in the Amazon States Language. The diagnostics name everything that AWS would refuse, and everything
 * that AWS would accept and the playground's interpreter does not know. There is a definition only if there are none.
 */
export const parseDefinition = remembered((text: string): Parsed => {
  const diagnostics: Diagnostic[] = [];
  const report: Report = (code, message, location) => diagnostics.push({ severity: "ERROR", code, message, location });
  const definition = read(text, report);
  return { definition: diagnostics.length === 0 ? definition : undefined, diagnostics };
}, 100);

const read = (text: string, report: Report): Definition | undefined => {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (error) {
    report("INVALID_JSON_DESCRIPTION", (error as Error).message, undefined);
    return undefined;
  }
  if (!isObject(value)) {
    report("SCHEMA_VALIDATION_FAILED", "Definition must be a valid JSON object", undefined);
    return undefined;
  }
  const source: Source = { raw: value, place: { location: "", field: "" }, report };
  const machineLanguage = readLanguage(source) ?? "JSONPath";
  const group = readGroup(source, ["QueryLanguage", "Version", "TimeoutSeconds"], {
    machineLanguage,
    names: new Set(),
    outerVariables: new Set(),
  });
  if (value.Version !== undefined && value.Version !== "1.0") {
    wrong(source, "Version", "Value should be one of the following: [1.0]");
  }
  return {
    ...group,
    timeoutSeconds: readExpressionOr(
      source,
      "TimeoutSeconds",
      isWhole(1, longest),
      `Value must be an integer between 1 and ${longest}, or a JSONata expression`,
    ),
  };
};

interface Surrounding {
  readonly machineLanguage: string;
  /** The states seen so far: a name is unique in the whole machine. */
  readonly names: Set<string>;
  /** The variables that the states around this group assign. */
  readonly outerVariables: ReadonlySet<string>;
}

const readGroup = (source: Source, extraFields: readonly string[], surrounding: Surrounding): StateGroup => {
  checkFields(source, ["Comment", "StartAt", "States", ...extraFields]);
  requireFields(source, ["States", "StartAt"]);
  const startAt = readString(source, "StartAt") ?? "";
  const states = new Map<string, State>();
  if (source.raw.States === undefined) return { startAt, states };
  const all = asSource(source.raw.States, memberPlace(source.place, "States"), source.report);
  if (all === undefined) return { startAt, states };

  const own = assignedBy(all.raw);
  for (const name of own) {
    // AWS: an inner scope reads the variables of the outer ones, and can neither change nor shadow them.
    if (surrounding.outerVariables.has(name)) {
      const message = `The variable name '${name}' was already defined in a parent scope.`;
      source.report("DUPLICATE_VARIABLE_NAME", message, all.place.location);
    }
  }
  const inner: Surrounding = { ...surrounding, outerVariables: new Set([...surrounding.outerVariables, ...own]) };
  for (const [name, raw] of Object.entries(all.raw)) {
    const state = asSource(raw, memberPlace(all.place, name), source.report);
    if (state === undefined) continue;
    checkName(state, name, surrounding.names);
    if (!checkLanguage(state, surrounding.machineLanguage)) continue;
    const parsed = parseState(name, state, (branch, extra) => readGroup(branch, extra, inner));
    if (parsed !== undefined) states.set(name, parsed);
  }
  if (Object.keys(all.raw).length === states.size)
    checkGraph({ startAt, states }, source.place.location, source.report);
  return { startAt, states };
};

const checkName = (state: Source, name: string, names: Set<string>): void => {
  const { location } = state.place;
  if (name.length === 0 || name.length > 80) {
    state.report("SCHEMA_VALIDATION_FAILED", "A state's name must have between 1 and 80 characters", location);
  }
  if (names.has(name)) state.report("DUPLICATE_STATE_NAME", `Duplicate state name: ${name}`, location);
  names.add(name);
};

const languages = ["JSONPath", "JSONata"];

const readLanguage = (source: Source): string | undefined => {
  const language = readString(source, "QueryLanguage");
  if (language !== undefined && !languages.includes(language)) {
    wrong(source, "QueryLanguage", "Value should be one of the following: [JSONPath, JSONata]");
  }
  return language;
};

/** Whether the state is one that can be read: a JSONata state. A state in a branch inherits from the machine, as on AWS. */
const checkLanguage = (state: Source, machineLanguage: string): boolean => {
  const own = readLanguage(state);
  const { location } = state.place;
  if (own === "JSONPath" && machineLanguage === "JSONata") {
    const message = "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine";
    state.report("SCHEMA_VALIDATION_FAILED", message, location);
    return false;
  }
  if ((own ?? machineLanguage) === "JSONPath") {
    state.report(notEmulated, "the query language JSONPath: set QueryLanguage to JSONata", location);
    return false;
  }
  return true;
};

/** Every variable that these states assign, also in their choice rules and catchers. */
const assignedBy = (states: JsonObject): ReadonlySet<string> => {
  const names = new Set<string>();
  const collect = (holder: Json | undefined) => {
    if (!isObject(holder)) return;
    for (const name of Object.keys(isObject(holder.Assign) ? holder.Assign : {})) names.add(name);
  };
  for (const state of Object.values(states)) {
    collect(state);
    if (!isObject(state)) continue;
    for (const list of [state.Choices, state.Catch]) {
      for (const holder of Array.isArray(list) ? (list as readonly Json[]) : []) collect(holder);
    }
  }
  return names;
};
