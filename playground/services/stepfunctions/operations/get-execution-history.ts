import type {
  GetExecutionHistoryCommandInput,
  GetExecutionHistoryCommandOutput,
  HistoryEvent,
} from "@aws-sdk/client-sfn";
import { operation } from "../../../world/service.ts";
import type { StepFunctionsContext } from "../context.ts";
import { findExecution } from "../executions.ts";
import { listPage } from "../lists.ts";
import { statesNeeds } from "../needs.ts";

const data: ReadonlySet<string> = new Set(["input", "inputDetails", "output", "outputDetails"]);

/** The event without inputs and outputs; everything else of its details stays. */
const withoutData = (event: HistoryEvent): HistoryEvent =>
  Object.fromEntries(
    Object.entries(event).map(([name, value]) =>
      name.endsWith("EventDetails")
        ? [name, Object.fromEntries(Object.entries(value as object).filter(([member]) => !data.has(member)))]
        : [name, value],
    ),
  ) as unknown as HistoryEvent;

/**
 * The truth, as far as it goes, and never late.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetExecutionHistory.html
 */
export const getExecutionHistory = (stepFunctions: StepFunctionsContext) =>
  operation<GetExecutionHistoryCommandInput, GetExecutionHistoryCommandOutput>({
    accepts: ["executionArn", "maxResults", "reverseOrder", "nextToken", "includeExecutionData"],
    needs: ({ executionArn }) => statesNeeds(stepFunctions, "GetExecutionHistory", executionArn),
    run({ executionArn = "", maxResults, reverseOrder = false, nextToken, includeExecutionData = true }) {
      const { events } = findExecution(stepFunctions, executionArn);
      const ordered = reverseOrder ? events.toReversed() : events;
      const { items, next } = listPage(ordered, { maxResults, nextToken }, stepFunctions.surroundings.pageSize);
      return { events: includeExecutionData ? items : items.map(withoutData), nextToken: next };
    },
  });
