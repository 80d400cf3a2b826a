import type { ListStateMachinesCommandInput, ListStateMachinesCommandOutput } from "@aws-sdk/client-sfn";
import { operation } from "../../../world/service.ts";
import type { StepFunctionsContext } from "../context.ts";
import { listPage } from "../lists.ts";

/**
 * In the order in which they were made.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListStateMachines.html
 */
export const listStateMachines = ({ surroundings, machines }: StepFunctionsContext) =>
  operation<ListStateMachinesCommandInput, ListStateMachinesCommandOutput>({
    accepts: ["maxResults", "nextToken"],
    run(input) {
      const { items, next } = listPage(machines.seenValues(), input, surroundings.pageSize);
      const stateMachines = items.map(({ arn, name, creationDate }) => ({
        stateMachineArn: arn,
        name,
        type: "STANDARD" as const,
        creationDate: new Date(creationDate),
      }));
      return { stateMachines, nextToken: next };
    },
  });
