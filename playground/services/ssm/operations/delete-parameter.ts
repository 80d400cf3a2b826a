import type { DeleteParameterCommandInput, DeleteParameterCommandOutput } from "@aws-sdk/client-ssm";
import { AwsError } from "../../../world/aws-error.ts";
import { operation } from "../../../world/service.ts";
import type { SsmContext } from "../context.ts";
import { needsParameters } from "../lookup.ts";

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DeleteParameter.html */
export const deleteParameter = (context: SsmContext) =>
  operation<DeleteParameterCommandInput, DeleteParameterCommandOutput>({
    accepts: ["Name"],
    needs: ({ Name = "*" }) => needsParameters(context, "DeleteParameter", [Name]),
    run({ Name = "" }) {
      if (context.parameters.get(Name) === undefined) throw new AwsError("ParameterNotFound", "");
      context.parameters.remove(Name);
      return {};
    },
  });
