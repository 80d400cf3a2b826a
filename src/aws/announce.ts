import { type EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import type { Change } from "../changes/change.ts";
import type { Clock } from "../clock.ts";
import type { Environment } from "../deployment/environment.ts";
import {
  changeDetail,
  deploymentProgressed,
  ownSource,
  type Progressed,
  resourcesChanged,
  touchedArns,
} from "../inventory/events/announced.ts";
import { log } from "../logger.ts";

/** How long a deployment waits for its announcement to be taken: EventBridge takes tens of milliseconds. */
const patienceMilliseconds = 1_000;

interface Announcing {
  readonly events: EventBridgeClient;
  readonly clock: Clock;
  /** The deployed stack, by the name of its table: another in the same account and region does not hear it. */
  readonly stack: string;
}

const send = async (command: PutEventsCommand, { events, clock }: Announcing): Promise<string | undefined> => {
  const late = new AbortController();
  const sent = events.send(command, { abortSignal: late.signal }).then(({ Entries }) => Entries?.[0]?.ErrorCode);
  const gaveUp = clock.sleep(patienceMilliseconds).then(() => {
    late.abort();
    return `no answer in ${patienceMilliseconds} ms`;
  });
  return Promise.race([sent, gaveUp]);
};

/** Puts an event of ours on the default bus, as the deployed stack's; answers why not, if it was not taken. */
const put = (detailType: string, detail: object, announcing: Announcing): Promise<string | undefined> => {
  const entry = {
    Source: ownSource,
    DetailType: detailType,
    Resources: [announcing.stack],
    Detail: JSON.stringify(detail),
  };
  return send(new PutEventsCommand({ Entries: [entry] }), announcing).catch((error: unknown) =>
    error instanceof Error ? `${error.name}: ${error.message}` : String(error),
  );
};

/**
 * Tells the inventory which resources were just changed, so that it need not wait for CloudTrail. It does not let an error through: the
 * changes are made and journalled, CloudTrail and the sweep tell of them all the same, and no deployment shall fail, be undone or wait
 * for long because nobody could be told of it.
 */
export const announce = async (
  { name, account, region }: Pick<Environment, "name" | "account" | "region">,
  deployment: string,
  changes: readonly Pick<Change, "resource">[],
  announcing: Announcing,
): Promise<void> => {
  const resources = touchedArns(changes, { account, region });
  if (resources.length === 0) return;
  const detail = changeDetail({ environment: name, deployment }, resources);
  const why = await put(resourcesChanged, detail, announcing);
  if (why !== undefined) log("warn", "changes not announced", { why, ...detail });
};

/** Says that there is something to tell of a deployment. As little lets it an error through: who tells also looks now and then. */
export const announceProgress = async (progressed: Progressed, announcing: Announcing): Promise<void> => {
  const why = await put(deploymentProgressed, progressed, announcing);
  if (why !== undefined) log("warn", "progress not announced", { why, ...progressed });
};
