/** A process of the benchmark of calls: one version of Sarcelle, a release and a switch of it in one simulated world after another. */
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { traitNames } from "@sarcelle/playground/traits";
import { registrationKeyOf01 } from "../../../src/aws/table.ts";
import {
  environment,
  ports,
  type Sarcelle,
  sampleRelease,
  service,
  stack,
  startSarcelle,
} from "../../simulation/sarcelle.ts";
import { serveJobs } from "../../simulation/workers.ts";
import { functionsOfVersionOne } from "../version-one.ts";
import { type Tally, tallied } from "./tally.ts";

export interface Round {
  readonly seed: number;
}

/** What was called from the start of each action until its end. */
export interface CalledIn {
  readonly release: Tally;
  readonly switch: Tally;
}

/** The packaged template, and the checkout of version 0.1, if that is to be counted. */
const [template = "", checkout] = process.argv.slice(2);
const handlers = checkout === undefined ? undefined : await functionsOfVersionOne(checkout);

/** What the simulation registers, as version 0.1 stored it. */
const registerAsVersionOne = async ({ world }: Sarcelle): Promise<void> => {
  const { account, region } = world;
  const registered = {
    ...{ name: environment, account, region, stage: "live", loadBalancer: stack, group: stack },
    listeners: [
      { port: ports.http, placeholders: { blue: 9080, green: 9081 } },
      { port: ports.https, placeholders: { blue: 9443, green: 9444 } },
    ],
    checks: [{ path: "/", contains: "release" }],
    timeouts: { empty: 600, healthy: 600, rollback: 1800 },
    bake: { seconds: 10 },
  };
  const Item = { ...registrationKeyOf01(environment), ...marshall({ environment: registered }) };
  await world.asOperator((connection) =>
    new DynamoDBClient(connection).send(new PutItemCommand({ TableName: service, Item })),
  );
};

const countedIn = async (sarcelle: Sarcelle, input: object, name: string): Promise<Tally> => {
  const { calls } = sarcelle.simulation;
  const since = calls.count();
  const { status, error, cause, stopDate } = await sarcelle.ended(await sarcelle.start(input, name));
  if (status !== "SUCCEEDED") throw new Error(`${name} ended as ${status}: ${error}: ${cause}`);
  const over = stopDate?.getTime() ?? 0;
  const tally = tallied(calls.list({ since }).filter(({ time }) => time <= over));
  await sarcelle.rest();
  return tally;
};

const work = async ({ seed }: Round): Promise<CalledIn> => {
  const sarcelle = await startSarcelle({
    ...{ seed, template, pages: "aws", without: traitNames },
    ...(handlers === undefined ? {} : { handlers }),
  });
  if (handlers !== undefined) await registerAsVersionOne(sarcelle);
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  const scaledown = handlers === undefined ? { scaledown: true } : { strategy: { scaledown: true } };
  const released = { action: "release", release: sampleRelease("2"), ...scaledown };
  const release = await countedIn(sarcelle, released, "release");
  await sarcelle.deploy({ action: "deploy", release: sampleRelease("3") }, "deploy");
  const moved = await countedIn(sarcelle, { action: "switch" }, "switch");
  await sarcelle.simulation.stop();
  return { release, switch: moved };
};

serveJobs(work);
