import type {
  DescribeEventBusCommandInput,
  DescribeEventBusCommandOutput,
  ListEventBusesCommandInput,
  ListEventBusesCommandOutput,
} from "@aws-sdk/client-eventbridge";
import { operation } from "../../../world/service.ts";
import type { EventBridgeContext } from "../context.ts";
import { taggedNeed } from "../needs.ts";

const described = ({ bus }: EventBridgeContext) => ({ Name: "default", Arn: bus.arn });

/**
 * The default one.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeEventBus.html
 */
export const describeEventBus = (events: EventBridgeContext) =>
  operation<DescribeEventBusCommandInput, DescribeEventBusCommandOutput>({
    accepts: ["Name"],
    needs: () => [taggedNeed(events, "DescribeEventBus", events.bus.arn)],
    run: ({ Name }) => {
      events.bus.check(Name);
      return described(events);
    },
  });

/**
 * The default one alone.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListEventBuses.html
 */
export const listEventBuses = (events: EventBridgeContext) =>
  operation<ListEventBusesCommandInput, ListEventBusesCommandOutput>({
    accepts: ["NamePrefix", "NextToken", "Limit"],
    run: ({ NamePrefix = "" }) => {
      const bus = described(events);
      return { EventBuses: bus.Name.startsWith(NamePrefix) ? [bus] : [] };
    },
  });
