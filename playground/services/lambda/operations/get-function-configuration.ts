import type {
  GetFunctionConfigurationCommandInput,
  GetFunctionConfigurationCommandOutput,
} from "@aws-sdk/client-lambda";
import { operation } from "../../../world/service.ts";
import type { LambdaContext } from "../context.ts";
import { functionNeeds } from "../current-function.ts";
import { configurationOf, findFunction } from "../functions.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html */
export const getFunctionConfiguration = (lambda: LambdaContext) =>
  operation<GetFunctionConfigurationCommandInput, GetFunctionConfigurationCommandOutput>({
    accepts: ["FunctionName", "Qualifier"],
    needs: functionNeeds(lambda, "GetFunctionConfiguration"),
    run: ({ FunctionName, Qualifier }) =>
      configurationOf(findFunction(lambda.records, "seen", lambda.surroundings, FunctionName ?? "", Qualifier)),
  });
