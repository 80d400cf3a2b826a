import type {
  GetExecutionHistoryCommandInput,
  GetExecutionHistoryCommandOutput,
  HistoryEvent,
} from "@aws-sdk/client-sfn";
import { operation, type Surroundings } from "../../../world/service.ts";
import type { ExecutionStore } from "../executions.ts";
import { listPage } from "../lists.ts";

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

export const historyOperations = ({ pageSize }: Surroundings, executions: ExecutionStore) => ({
  GetExecutionHistory: operation<GetExecutionHistoryCommandInput, GetExecutionHistoryCommandOutput>({
    accepts: ["executionArn", "maxResults", "reverseOrder", "nextToken", "includeExecutionData"],
    needs: ({ executionArn = "*" }) => [{ action: "states:GetExecutionHistory", resource: executionArn }],
    run({ executionArn = "", maxResults, reverseOrder = false, nextToken, includeExecutionData = true }) {
      const { events } = executions.get(executionArn);
      const ordered = reverseOrder ? events.toReversed() : events;
      const { items, next } = listPage(ordered, { maxResults, nextToken }, pageSize);
      return { events: includeExecutionData ? items : items.map(withoutData), nextToken: next };
    },
  }),
});
