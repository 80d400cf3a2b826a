import type {
  GetParameterCommandInput,
  GetParameterCommandOutput,
  GetParametersCommandInput,
  GetParametersCommandOutput,
} from "@aws-sdk/client-ssm";
import { AwsError } from "../../../world/aws-error.ts";
import { operation } from "../../../world/service.ts";
import type { SsmContext } from "../context.ts";
import { askedName, needsParameters, shownParameter } from "../lookup.ts";

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html */
export const getParameter = (context: SsmContext) =>
  operation<GetParameterCommandInput, GetParameterCommandOutput>({
    accepts: ["Name", "WithDecryption"],
    needs: ({ Name = "*" }) => needsParameters(context, "GetParameter", [Name]),
    run({ Name = "" }) {
      const Parameter = shownParameter(context, Name);
      if (Parameter === "no parameter") throw new AwsError("ParameterNotFound", "");
      if (Parameter === "no version") {
        const { name, version } = askedName(Name);
        throw new AwsError(
          "ParameterVersionNotFound",
          `Systems Manager could not find version ${version} of ${name}. Verify the version and try again.`,
        );
      }
      return { Parameter };
    },
  });

/**
 * Up to ten; what is not there is named beside what is. https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html
 */
export const getParameters = (context: SsmContext) =>
  operation<GetParametersCommandInput, GetParametersCommandOutput>({
    accepts: ["Names", "WithDecryption"],
    needs: ({ Names = ["*"] }) => needsParameters(context, "GetParameters", Names),
    run({ Names: names = [] }) {
      if (names.length < 1 || names.length > 10)
        throw new AwsError(
          "ValidationException",
          `1 validation error detected: Value '[${names.join(", ")}]' at 'names' failed to satisfy constraint: Member must have length ${names.length < 1 ? "greater than or equal to 1" : "less than or equal to 10"}`,
        );
      const shown = names.map((name) => ({ name, parameter: shownParameter(context, name) }));
      return {
        Parameters: shown.flatMap(({ parameter }) => (typeof parameter === "string" ? [] : [parameter])),
        InvalidParameters: shown.filter(({ parameter }) => typeof parameter === "string").map(({ name }) => name),
      };
    },
  });
