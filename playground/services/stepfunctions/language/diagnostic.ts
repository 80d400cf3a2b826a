import type { ValidateStateMachineDefinitionDiagnostic } from "@aws-sdk/client-sfn";
import { AwsError, NotEmulated } from "../../../world/aws-error.ts";

/** One finding about a definition, as ValidateStateMachineDefinition reports it. `location` is a path such as `/States/A/Next`. */
export interface Diagnostic {
  readonly severity: NonNullable<ValidateStateMachineDefinitionDiagnostic["severity"]>;
  readonly code: Code;
  readonly message: string;
  readonly location: string | undefined;
}

type Code =
  | "INVALID_JSON_DESCRIPTION"
  | "SCHEMA_VALIDATION_FAILED"
  | "MISSING_TRANSITION_TARGET"
  | "MISSING_END_STATE"
  | "INVALID_JSONATA_EXPRESSION"
  | "UNSUPPORTED_JSONATA_EXPRESSION"
  | "DUPLICATE_STATE_NAME"
  | "DUPLICATE_VARIABLE_NAME"
  | typeof notEmulated;

/** AWS would accept it, the playground's interpreter does not. */
export const notEmulated = "PLAYGROUND_NOT_EMULATED";

/** Notes one error of the definition. */
export type Report = (code: Code, message: string, location: string | undefined) => void;

/** The error with which CreateStateMachine and UpdateStateMachine refuse a definition. */
export const refusal = (diagnostics: readonly Diagnostic[]): AwsError => {
  const missing = diagnostics.filter(({ code }) => code === notEmulated);
  if (missing.length > 0) {
    return new NotEmulated(missing.map(({ message, location }) => `${message} (at ${location})`).join(", "));
  }
  const text = diagnostics
    .map(({ code, message, location }) => `${code}: ${message}${location === undefined ? "" : ` at ${location}`}`)
    .join(", ");
  return new AwsError("InvalidDefinition", `Invalid State Machine Definition: '${text}'`);
};
