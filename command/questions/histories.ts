/** What became of resources and environments. Each answers with the document to print, its last line end included. */
import { isoTime } from "../../src/clock.ts";
import { groupRef, idOf, instanceRef, parseArn, templateRef } from "../../src/inventory/arn.ts";
import { isExisting } from "../../src/inventory/attributes.ts";
import { type Revision, resourceTypes, type TypedArn } from "../../src/inventory/model.ts";
import { productionOf } from "../../src/inventory/queries/traffic.ts";
import { answerIn, type DocumentOptions } from "../formats/document.ts";
import { environmentHistoryText, resourceHistoryText } from "../formats/inventory-text.ts";
import { UsageError } from "../usage-error.ts";
import { deploymentBehind } from "./deployment-behind.ts";
import { type EnvironmentEvent, environmentHistory, launchTemplates, versionsOf } from "./environment-history.ts";
import { history } from "./history.ts";
import { requireKnown } from "./known.ts";
import type { InventoryReader } from "./reader.ts";

/** The ARNs that a person may mean by an ARN, an id or a name. */
const arnsOf = async (word: string, { here, current }: InventoryReader): Promise<readonly string[]> => {
  if (word.startsWith("arn:")) {
    const arn = parseArn(word)?.ref.arn;
    if (arn === undefined)
      throw new UsageError(`The inventory holds no resources like ${word}. It holds: ${resourceTypes.join(", ")}.`);
    return [arn];
  }
  // Ids and names of groups say where they are; so what is gone is found as well.
  if (/^i-[0-9a-f]+$/.test(word)) return [instanceRef(here, word).arn];
  if (/^lt-[0-9a-f]+$/.test(word)) return [templateRef(here, word).arn];
  const named = (await current()).filter(({ ref, facts }) => facts?.name === word || idOf(ref) === word);
  return named.length === 0 ? [groupRef(here, word).arn] : named.map(({ ref }) => ref.arn);
};

/** `sarcelle history --resource R`: what became of one resource, and who did it. */
export const resourceHistoryAnswer = async (
  { resource, output }: { readonly resource: string } & DocumentOptions,
  reader: InventoryReader,
): Promise<string> => {
  const [arn = "", ...others] = await arnsOf(resource, reader);
  if (others.length > 0)
    throw new UsageError(`'${resource}' may be any of these; name one:\n${[arn, ...others].join("\n")}`);
  const revisions = await reader.history(arn);
  if (revisions.length === 0) throw new UsageError(`The inventory knows nothing of '${resource}'.`);
  const environments = [
    ...new Set(revisions.map(({ facts }) => facts?.environment).filter((name) => name !== undefined)),
  ];
  const deployments = (await Promise.all(environments.map(reader.deployments))).flat();
  const entries = history(revisions, (revision) => deploymentBehind(revision, deployments, reader));
  const document = entries.map((entry) => ({
    ...entry,
    trueFrom: isoTime(entry.trueFrom),
    observedAt: isoTime(entry.observedAt),
    recordedAt: isoTime(entry.recordedAt),
  }));
  return answerIn(output, document, () => resourceHistoryText(arn, entries));
};

/** What became of an environment, oldest first; throws `UsageError` if the inventory does not know it. */
export const eventsOf = async (environment: string, reader: InventoryReader): Promise<readonly EnvironmentEvent[]> => {
  const known = async (refs: readonly TypedArn[]): Promise<readonly Revision[]> =>
    (await Promise.all(refs.map(({ arn }) => reader.history(arn)))).flat();
  const current: readonly Revision[] = await reader.current(environment);
  const rows = current.filter(isExisting);
  if (rows.length === 0) {
    await requireKnown(environment, reader);
    throw new UsageError(`The inventory knows nothing of '${environment}' yet. Next: sarcelle freshness`);
  }
  const parts = rows.filter(({ ref }) => ["auto-scaling-group", "target-group"].includes(ref.type));
  const revisions = await known([...parts, ...productionOf(rows)].map(({ ref }) => ref));
  const templates = await known(launchTemplates(revisions, reader.here));
  const versions = await known(versionsOf(templates));
  return environmentHistory([...revisions, ...templates, ...versions], await reader.deployments(environment), reader);
};

/** As JSON has them: times as texts, in ISO 8601. */
export const eventsDocument = (events: readonly EnvironmentEvent[]) =>
  events.map((event) => ({ ...event, time: isoTime(event.time) }));

/** `sarcelle history --environment E`: which release reached which side, where the traffic went, and who did it. */
export const environmentHistoryAnswer = async (
  { environment, output }: { readonly environment: string } & DocumentOptions,
  reader: InventoryReader,
): Promise<string> => {
  const events = await eventsOf(environment, reader);
  return answerIn(output, eventsDocument(events), (room) => environmentHistoryText(events, room));
};
