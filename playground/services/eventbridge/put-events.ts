import type {
  PutEventsCommandInput,
  PutEventsCommandOutput,
  PutEventsRequestEntry,
  PutEventsResultEntry,
  TestEventPatternCommandInput,
  TestEventPatternCommandOutput,
} from "@aws-sdk/client-eventbridge";
import { AwsError, NotEmulated } from "../../world/aws-error.ts";
import { operation, type ServiceEvent } from "../../world/service.ts";
import type { Bus } from "./bus.ts";
import { parsePattern } from "./pattern.ts";

/** The most entries in one request, and the most bytes of them all. */
const mostEntries = 10;
const mostBytes = 256 * 1024;

const bytes = (text: string | undefined) => Buffer.byteLength(text ?? "");

/** An entry's size as AWS counts it: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html */
const sizeOf = (entry: PutEventsRequestEntry): number =>
  (entry.Time === undefined ? 0 : 14) +
  bytes(entry.Source) +
  bytes(entry.DetailType) +
  bytes(entry.Detail) +
  (entry.Resources ?? []).reduce((sum, resource) => sum + bytes(resource), 0);

const missing = (name: string): PutEventsResultEntry => ({
  ErrorCode: "InvalidArgument",
  ErrorMessage: `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
});

const parseDetail = (detail: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const parsed: unknown = JSON.parse(detail);
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
};

/** Takes one entry in, or says what is wrong with it; the other entries of the request go on. */
const take = (
  bus: Bus,
  entry: PutEventsRequestEntry,
  publish: (event: ServiceEvent) => string,
): PutEventsResultEntry => {
  for (const name of ["Source", "DetailType", "Detail"] as const) {
    if (!entry[name]) return missing(name);
  }
  const { Source = "", DetailType = "", Detail = "", EventBusName, Resources = [], Time } = entry;
  if (Source.startsWith("aws.")) {
    return { ErrorCode: "NotAuthorizedForSourceException", ErrorMessage: "Not authorized for the source." };
  }
  const detail = parseDetail(Detail);
  if (detail === undefined) return { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." };
  if (entry.TraceHeader !== undefined) throw new NotEmulated("TraceHeader of PutEvents");
  bus.check(EventBusName);
  const event = { source: Source, detailType: DetailType, resources: Resources, detail };
  return { EventId: publish(Time === undefined ? event : { ...event, time: Time.getTime() }) };
};

const mandatory = ["id", "account", "source", "time", "region", "resources", "detail-type"];

const parseEvent = (text: string | undefined): unknown => {
  const event = parseDetail(text ?? "");
  if (event === undefined || mandatory.some((field) => !(field in event))) {
    throw new AwsError("ValidationException", "Parameter Event is not valid.");
  }
  return event;
};

/** PutEvents and TestEventPattern. `publish` puts an event on the bus and answers its id. */
export const eventOperations = (bus: Bus, publish: (event: ServiceEvent) => string) => ({
  PutEvents: operation<PutEventsCommandInput, PutEventsCommandOutput>({
    accepts: ["Entries"],
    // Each entry must be allowed: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-conditions.html
    needs: ({ Entries = [] }) =>
      (Entries.length === 0 ? [{}] : Entries).map(({ Source, DetailType }: PutEventsRequestEntry) => ({
        action: "events:PutEvents",
        resource: bus.arn,
        context: { "events:source": Source ?? "", "events:detail-type": DetailType ?? "" },
      })),
    run: ({ Entries = [] }) => {
      if (Entries.length < 1 || Entries.length > mostEntries) {
        throw new AwsError(
          "ValidationException",
          `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length ${Entries.length < 1 ? "greater than or equal to 1" : `less than or equal to ${mostEntries}`}`,
        );
      }
      if (Entries.reduce((sum, entry) => sum + sizeOf(entry), 0) > mostBytes) {
        throw new AwsError("ValidationException", "Total size of the entries in the request is over the limit.");
      }
      const results = Entries.map((entry) => take(bus, entry, publish));
      return {
        FailedEntryCount: results.filter(({ ErrorCode }) => ErrorCode !== undefined).length,
        Entries: results,
      };
    },
  }),

  TestEventPattern: operation<TestEventPatternCommandInput, TestEventPatternCommandOutput>({
    accepts: ["EventPattern", "Event"],
    run: ({ EventPattern = "", Event }) => ({ Result: parsePattern(EventPattern).matches(parseEvent(Event)) }),
  }),
});
