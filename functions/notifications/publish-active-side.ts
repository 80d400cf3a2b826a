import * as z from "zod";
import { publishActiveSide, withdrawActiveSide } from "../../src/aws/active-side.ts";
import { autoScaling, dynamoDb, loadBalancing, ssm } from "../../src/aws/clients.ts";
import { everRegistered, registrations } from "../../src/aws/environment-store.ts";
import { mainTable } from "../../src/aws/table.ts";
import { log, logged } from "../../src/logger.ts";

const table = mainTable(dynamoDb());
const clients = { autoScaling: autoScaling(), loadBalancing: loadBalancing(), ssm: ssm() };
const publishing = () => ({ ...clients, stack: table.name });

const changed = z.object({ detail: z.object({ environment: z.string() }) });
const ended = z.object({ detail: z.object({ input: z.string() }) });
const given = z.object({ environment: z.string() });

/** The environment that an event is about; undefined where it says none, and all are looked at. */
const environmentIn = (event: unknown): string | undefined => {
  const input = ended.safeParse(event).data?.detail.input;
  return input === undefined ? changed.safeParse(event).data?.detail.environment : nameIn(input);
};

const nameIn = (input: string): string | undefined => {
  try {
    return given.safeParse(JSON.parse(input)).data?.environment;
  } catch {
    return undefined;
  }
};

/** Publishes the side; what is not as registered, or not upgraded, has none, and takes nothing from the others. */
const publish = async (environment: Parameters<typeof publishActiveSide>[1]): Promise<readonly string[]> => {
  try {
    const side = await publishActiveSide(publishing(), environment);
    return side === undefined ? [] : [`${environment.name}: ${side}`];
  } catch (error) {
    if (!(error instanceof Error) || !["NotAsRegistered", "NotOurs"].includes(error.name)) throw error;
    log("info", "no active side to publish", { environment: environment.name, why: error.message });
    return [];
  }
};

/**
 * Publishes which side has the traffic, as the listeners have it: once a deployment or a rollback has moved it or ended, and each hour, when
 * somebody else may have. It is no step of a deployment, so that nothing that it meets holds up or undoes one.
 */
export const handler = logged(async (event: unknown) => {
  const name = environmentIn(event);
  const all = await registrations(table);
  const looked = all.filter((each) => name === undefined || each.name === name);
  const told: string[] = [];
  for (const { environment } of looked) if (environment?.sides === 2) told.push(...(await publish(environment)));
  const registered = new Set(all.map((each) => each.name));
  for (const gone of (await everRegistered(table)).filter((each) => !registered.has(each)))
    if (await withdrawActiveSide(publishing(), gone)) told.push(`${gone}: withdrawn`);
  if (told.length > 0) log("info", "active side published", { told });
  return { told };
});
