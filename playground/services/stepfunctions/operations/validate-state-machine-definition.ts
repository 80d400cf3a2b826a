import type {
  ValidateStateMachineDefinitionCommandInput,
  ValidateStateMachineDefinitionCommandOutput,
} from "@aws-sdk/client-sfn";
import { operation } from "../../../world/service.ts";
import { parseDefinition } from "../language/parse-definition.ts";

const mostDiagnostics = 100;

/**
 * What CreateStateMachine would refuse, and makes nothing.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinition.html
 */
export const validateStateMachineDefinition = () =>
  operation<ValidateStateMachineDefinitionCommandInput, ValidateStateMachineDefinitionCommandOutput>({
    accepts: ["definition", "type", "severity", "maxResults"],
    run({ definition = "", maxResults }) {
      const { diagnostics } = parseDefinition(definition);
      // 0 means the default, which is the most.
      const shown = diagnostics.slice(0, maxResults || mostDiagnostics);
      return {
        result: diagnostics.length === 0 ? "OK" : "FAIL",
        diagnostics: shown.map(({ location, ...rest }) => ({
          ...rest,
          ...(location === undefined ? {} : { location }),
        })),
        truncated: shown.length < diagnostics.length,
      };
    },
  });
