import type { TaskResource } from "../../language/definition.ts";
import { isObject, type Json } from "../../language/json.ts";
import { integrationArguments } from "../../language/parse-resource.ts";
import type { Activation } from "../activation.ts";

/** Throws States.Runtime if an integration cannot be called with these arguments, which only a run can show. */
export const checkArguments = ({ failure }: Activation, { kind }: TaskResource, given: Json): void => {
  if (kind === "function") return;
  const { required, optional } = integrationArguments[kind];
  const known: readonly string[] = [...required, ...optional];
  const names = isObject(given) ? Object.keys(given) : [];
  const faults = [
    ...required.filter((name) => !names.includes(name)).map((name) => `The required field "${name}" is missing`),
    ...names
      .filter((name) => !known.includes(name))
      .map((name) => `The field "${name}" is not supported by Step Functions`),
  ];
  if (faults.length === 0) return;
  const message = `The Parameters '${JSON.stringify(given)}' could not be used to start the Task: [${faults.join(", ")}]`;
  throw failure("States.Runtime", message);
};

/** A text argument; throws States.Runtime if it is anything else. */
export const textArgument = ({ failure }: Activation, given: Json, name: string): string => {
  const value = isObject(given) ? given[name] : undefined;
  if (typeof value === "string") return value;
  const message = `The Parameters '${JSON.stringify(given)}' could not be used to start the Task: [The value for the field '${name}' must be a STRING]`;
  throw failure("States.Runtime", message);
};
