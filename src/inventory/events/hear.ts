import { explain } from "../../deployment/schema.ts";
import { isRecord } from "../../resources/described/plain.ts";
import { ownSource } from "./announced.ts";
import { hearCloudTrail } from "./cloudtrail.ts";
import { cloudTrailRecord, envelope } from "./envelope.ts";
import { type Heard, ignored, rejected } from "./heard.ts";
import { hearOwn } from "./own.ts";
import { hearService } from "./service-events.ts";

/** EventBridge takes none that is larger. */
export const largestEvent = 1_048_576;

/** What an EventBridge event, or a bare CloudTrail record, says. Never throws. */
export const hear = (event: unknown): Heard => {
  if (!isRecord(event)) return rejected("not an event: expected a JSON object");
  if ("eventSource" in event && "eventName" in event) {
    const record = cloudTrailRecord.safeParse(event);
    return record.success ? hearCloudTrail(record.data) : rejected(`not a CloudTrail record: ${explain(record.error)}`);
  }
  const parsed = envelope.safeParse(event);
  if (!parsed.success) return rejected(`not an EventBridge event: ${explain(parsed.error)}`);
  const { source, "detail-type": type, detail, account, region } = parsed.data;
  if (source === ownSource) return hearOwn(parsed.data);
  if (type === "AWS API Call via CloudTrail") {
    const record = cloudTrailRecord.safeParse({ awsRegion: region, recipientAccountId: account, ...detail });
    return record.success ? hearCloudTrail(record.data) : rejected(`not a CloudTrail record: ${explain(record.error)}`);
  }
  if (type.endsWith("via CloudTrail")) return ignored(`'${type}' is no API call`);
  return hearService(parsed.data);
};

/** The same for the text of a message. */
export const hearText = (text: string): Heard => {
  if (text.length > largestEvent) return rejected(`larger than any event: ${text.length} characters`);
  try {
    return hear(JSON.parse(text));
  } catch (error) {
    return rejected(`not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
};
