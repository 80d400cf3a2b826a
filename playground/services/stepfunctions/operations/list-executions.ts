import type { ListExecutionsCommandInput, ListExecutionsCommandOutput } from "@aws-sdk/client-sfn";
import { AwsError } from "../../../world/aws-error.ts";
import { operation } from "../../../world/service.ts";
import type { StepFunctionsContext } from "../context.ts";
import { executionSummary } from "../described-execution.ts";
import { listPage } from "../lists.ts";
import { currentMachine } from "../machine-lookup.ts";
import { checkEnum } from "../names.ts";
import { statesNeeds } from "../needs.ts";

const statuses = ["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED", "PENDING_REDRIVE"];

/**
 * Of one state machine, the newest first.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html
 */
export const listExecutions = (stepFunctions: StepFunctionsContext) =>
  operation<ListExecutionsCommandInput, ListExecutionsCommandOutput>({
    accepts: ["stateMachineArn", "statusFilter", "maxResults", "nextToken"],
    needs: ({ stateMachineArn }) => statesNeeds(stepFunctions, "ListExecutions", stateMachineArn),
    run({ stateMachineArn, statusFilter, maxResults, nextToken }) {
      if (stateMachineArn === undefined) {
        throw new AwsError("ValidationException", "Must provide either State Machine ARN or Map Run ARN", {
          details: { reason: "MISSING_REQUIRED_PARAMETER" },
        });
      }
      checkEnum("statusFilter", statusFilter, statuses);
      currentMachine(stepFunctions, stateMachineArn);
      const newestFirst = stepFunctions.executionRecords
        .seenValues()
        .filter((record) => record.stateMachineArn === stateMachineArn)
        .filter(({ status }) => statusFilter === undefined || status === statusFilter)
        .toReversed()
        .toSorted((a, b) => b.startDate - a.startDate);
      const { items, next } = listPage(newestFirst, { maxResults, nextToken }, stepFunctions.surroundings.pageSize);
      return { executions: items.map(executionSummary), nextToken: next };
    },
  });
