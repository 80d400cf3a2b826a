import type {
  PutEventsCommandInput,
  PutEventsCommandOutput,
  PutEventsRequestEntry,
  PutEventsResultEntry,
} from "@aws-sdk/client-eventbridge";
import { AwsError, NotEmulated } from "../../../world/aws-error.ts";
import { uuid } from "../../../world/random.ts";
import { operation } from "../../../world/service.ts";
import type { EventBridgeContext } from "../context.ts";
import { parseEventObject } from "../event-object.ts";
import { taggedNeed } from "../needs.ts";
import { publishEvent } from "../publishing.ts";

/** The most entries in one request, and the most bytes of them all. */
const mostEntries = 10;
const mostBytes = 256 * 1024;

const bytes = (text: string | undefined) => Buffer.byteLength(text ?? "");

/** An entry's size as AWS counts it: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html */
const bytesOf = (entry: PutEventsRequestEntry): number =>
  (entry.Time === undefined ? 0 : 14) +
  bytes(entry.Source) +
  bytes(entry.DetailType) +
  bytes(entry.Detail) +
  (entry.Resources ?? []).reduce((sum, resource) => sum + bytes(resource), 0);

const text = (value: unknown) => (value === undefined ? "null" : String(value));

/** An entry as AWS prints it in an error; members that only AWS knows are among them. */
const printed = ({ Time, Source, Resources, DetailType, Detail, EventBusName, TraceHeader }: PutEventsRequestEntry) =>
  `PutEventsRequestEntry(time=${text(Time?.toISOString())}, source=${text(Source)}, resources=${
    Resources === undefined ? "null" : `[${Resources.join(", ")}]`
  }, detailType=${text(DetailType)}, detail=${text(Detail)}, eventBusName=${text(EventBusName)}, traceHeader=${text(
    TraceHeader,
  )}, kmsKeyIdentifier=null, internalMetadata=null)`;

const missing = (name: string): PutEventsResultEntry => ({
  ErrorCode: "InvalidArgument",
  ErrorMessage: `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
});

/** Takes one entry in, or says what is wrong with it; the other entries of the request go on. */
const take = (events: EventBridgeContext, entry: PutEventsRequestEntry): PutEventsResultEntry => {
  for (const name of ["Source", "DetailType", "Detail"] as const) {
    if (!entry[name]) return missing(name);
  }
  const { Source = "", DetailType = "", Detail = "", EventBusName, Resources = [], Time } = entry;
  if (Source.startsWith("aws.")) {
    return { ErrorCode: "NotAuthorizedForSourceException", ErrorMessage: "Not authorized for the source." };
  }
  const detail = parseEventObject(Detail);
  if (detail === undefined) return { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." };
  if (entry.TraceHeader !== undefined) throw new NotEmulated("TraceHeader of PutEvents");
  // "If you specify an event bus that doesn't exist", no error says so: the event gets an id and is dropped (recorded in 2025).
  const bus = events.buses.find(EventBusName);
  if (bus === undefined) return { EventId: uuid(events.surroundings.random) };
  const event = { source: Source, detailType: DetailType, resources: Resources, detail };
  return { EventId: publishEvent(bus, Time === undefined ? event : { ...event, time: Time.getTime() }) };
};

const distinct = (values: readonly (string | undefined)[]): readonly string[] => [
  ...new Set(values.filter((value) => value !== undefined)),
];

/** The buses that the entries name; what names none that there is counts for the default one. */
const busesIn = ({ buses }: EventBridgeContext, entries: readonly PutEventsRequestEntry[]) => {
  const named = entries.map(({ EventBusName }) => buses.find(EventBusName) ?? buses.default);
  return named.length === 0 ? [buses.default] : [...new Set(named)];
};

/**
 * An entry that is wrong does not keep the others.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export const putEvents = (events: EventBridgeContext) =>
  operation<PutEventsCommandInput, PutEventsCommandOutput>({
    accepts: ["Entries"],
    // The request is judged once; both keys have the values of all its entries ("ArrayOfString"):
    // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-conditions.html
    needs: ({ Entries = [] }) =>
      busesIn(events, Entries).map((bus) =>
        taggedNeed(bus, "PutEvents", bus.bus.arn, {
          context: {
            "events:source": distinct(Entries.map(({ Source }) => Source)),
            "events:detail-type": distinct(Entries.map(({ DetailType }) => DetailType)),
          },
        }),
      ),
    run: ({ Entries = [] }) => {
      if (Entries.length < 1 || Entries.length > mostEntries) {
        throw new AwsError(
          "ValidationException",
          `1 validation error detected: Value '[${Entries.map(printed).join(", ")}]' at 'entries' failed to satisfy constraint: Member must have length ${Entries.length < 1 ? "greater than or equal to 1" : `less than or equal to ${mostEntries}`}`,
        );
      }
      if (Entries.reduce((sum, entry) => sum + bytesOf(entry), 0) > mostBytes) {
        throw new AwsError("ValidationException", "Total size of the entries in the request is over the limit.");
      }
      const results = Entries.map((entry) => take(events, entry));
      return {
        FailedEntryCount: results.filter(({ ErrorCode }) => ErrorCode !== undefined).length,
        Entries: results,
      };
    },
  });
