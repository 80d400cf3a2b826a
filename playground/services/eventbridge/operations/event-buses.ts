import type {
  CreateEventBusCommandInput,
  CreateEventBusCommandOutput,
  DeleteEventBusCommandInput,
  DeleteEventBusCommandOutput,
  DescribeEventBusCommandInput,
  DescribeEventBusCommandOutput,
  ListEventBusesCommandInput,
  ListEventBusesCommandOutput,
} from "@aws-sdk/client-eventbridge";
import { AwsError } from "../../../world/aws-error.ts";
import { page } from "../../../world/pages.ts";
import { operation } from "../../../world/service.ts";
import { busOf, defaultBusName } from "../bus.ts";
import type { EventBridgeContext } from "../context.ts";
import { taggedNeed } from "../needs.ts";
import { ruleTags } from "../rule-tags.ts";

const described = ({ bus, policy }: EventBridgeContext) => ({
  Name: bus.name,
  Arn: bus.arn,
  ...(policy === undefined ? {} : { Policy: policy }),
});

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeEventBus.html */
export const describeEventBus = (events: EventBridgeContext) =>
  operation<DescribeEventBusCommandInput, DescribeEventBusCommandOutput>({
    accepts: ["Name"],
    needs: () => [taggedNeed(events, "DescribeEventBus", events.bus.arn)],
    run: ({ Name }) => {
      events.bus.check(Name);
      return described(events);
    },
  });

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListEventBuses.html */
export const listEventBuses = ({ buses, surroundings }: EventBridgeContext) =>
  operation<ListEventBusesCommandInput, ListEventBusesCommandOutput>({
    accepts: ["NamePrefix", "NextToken", "Limit"],
    run: ({ NamePrefix = "", NextToken, Limit }) => {
      const found = buses.all().filter(({ bus }) => bus.name.startsWith(NamePrefix));
      const { items, next } = page(found, NextToken, Limit, surroundings.pageSize);
      return { EventBuses: items.map(described), ...(next === undefined ? {} : { NextToken: next }) };
    },
  });

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateEventBus.html */
export const createEventBus = ({ buses, surroundings }: EventBridgeContext) =>
  operation<CreateEventBusCommandInput, CreateEventBusCommandOutput>({
    accepts: ["Name", "Tags"],
    needs: ({ Name = "", Tags = [] }) => [
      { action: "events:CreateEventBus", resource: busOf(Name, surroundings).arn, requestTags: ruleTags(Tags) },
    ],
    run: ({ Name = "", Tags = [] }) => {
      // "Custom event bus names can't contain the / character, but you can use the / character in partner event bus names."
      if (Name.includes("/"))
        throw new AwsError("ValidationException", "Event bus name can not contain the / character.");
      if (buses.find(Name) !== undefined)
        throw new AwsError("ResourceAlreadyExistsException", `Event bus ${Name} already exists.`);
      const { bus, busTags } = buses.add(Name);
      for (const [key, value] of Object.entries(ruleTags(Tags))) busTags.set(key, value);
      return { EventBusArn: bus.arn };
    },
  });

/**
 * "All rules associated with this event bus need to be deleted"; one that is not there is deleted.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DeleteEventBus.html
 */
export const deleteEventBus = ({ buses, surroundings }: EventBridgeContext) =>
  operation<DeleteEventBusCommandInput, DeleteEventBusCommandOutput>({
    accepts: ["Name"],
    needs: ({ Name = "" }) => [{ action: "events:DeleteEventBus", resource: busOf(Name, surroundings).arn }],
    run: ({ Name = "" }) => {
      if (Name === defaultBusName) throw new AwsError("ValidationException", "Cannot delete event bus default.");
      const found = buses.find(Name);
      if (found !== undefined && found.rules.values().length > 0)
        throw new AwsError("ValidationException", `Event bus ${Name} can't be deleted since it has rules.`);
      buses.remove(Name);
      return {};
    },
  });
