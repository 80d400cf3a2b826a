import type { GetFunctionCommandInput, GetFunctionCommandOutput } from "@aws-sdk/client-lambda";
import { operation } from "../../../world/service.ts";
import type { LambdaContext } from "../context.ts";
import { functionNeeds } from "../current-function.ts";
import { configurationOf, findFunction } from "../functions.ts";

/**
 * Its code is a file of this machine.
 * https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html
 */
export const getFunction = (lambda: LambdaContext) =>
  operation<GetFunctionCommandInput, GetFunctionCommandOutput>({
    accepts: ["FunctionName", "Qualifier"],
    needs: functionNeeds(lambda, "GetFunction"),
    run({ FunctionName, Qualifier }) {
      const record = findFunction(lambda.records, "seen", lambda.surroundings, FunctionName ?? "", Qualifier);
      return {
        Configuration: configurationOf(record),
        Code: { RepositoryType: "S3", Location: `file://${record.code}` },
        ...(Object.keys(record.tags).length === 0 ? {} : { Tags: { ...record.tags } }),
        ...(record.reservedConcurrency === undefined
          ? {}
          : { Concurrency: { ReservedConcurrentExecutions: record.reservedConcurrency } }),
      };
    },
  });
