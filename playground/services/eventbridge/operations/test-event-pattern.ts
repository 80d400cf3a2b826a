import type { TestEventPatternCommandInput, TestEventPatternCommandOutput } from "@aws-sdk/client-eventbridge";
import { AwsError } from "../../../world/aws-error.ts";
import { operation } from "../../../world/service.ts";
import { parseEventObject } from "../event-object.ts";
import { parsePattern } from "../pattern.ts";

/** The reference names `resources` too, but AWS does not look for it (recorded 2025-10-15). */
const mandatory = ["id", "account", "source", "time", "region", "detail-type"];

const parseEvent = (text: string | undefined): unknown => {
  const event = parseEventObject(text ?? "");
  if (event === undefined || mandatory.some((field) => !(field in event))) {
    throw new AwsError("ValidationException", "Parameter Event is not valid.");
  }
  return event;
};

/**
 * By the same matcher as the bus, which the operation does not touch.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_TestEventPattern.html
 */
export const testEventPattern = () =>
  operation<TestEventPatternCommandInput, TestEventPatternCommandOutput>({
    accepts: ["EventPattern", "Event"],
    run: ({ EventPattern = "", Event }) => ({ Result: parsePattern(EventPattern).matches(parseEvent(Event)) }),
  });
