import { type EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { type EnvironmentsReport, environmentsReported } from "../../inventory/elsewhere/report.ts";
import { ownSource } from "../../inventory/events/announced.ts";
import { log } from "../../logger.ts";

/**
 * Puts reports on the default bus, of which a rule sends them on. It does not let an error through: nothing here hangs on it, and the next
 * sweep reports everything again.
 */
export const sendReports = async (events: EventBridgeClient, reports: readonly EnvironmentsReport[]): Promise<void> => {
  for (const report of reports) {
    const Detail = JSON.stringify(report);
    const entry = { Source: ownSource, DetailType: environmentsReported, Resources: [report.stack], Detail };
    const why = await events.send(new PutEventsCommand({ Entries: [entry] })).then(
      ({ Entries }) => Entries?.[0]?.ErrorCode,
      (error: unknown) => (error instanceof Error ? `${error.name}: ${error.message}` : String(error)),
    );
    if (why !== undefined) log("warn", "environments not reported", { why, stack: report.stack, asOf: report.asOf });
  }
};
