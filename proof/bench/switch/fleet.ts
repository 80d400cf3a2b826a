/** A world with a service in it that is blue-green, with a release on each side. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import {
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  paginateDescribeTargetGroups,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { SFNClient } from "@aws-sdk/client-sfn";
import { marshall } from "@aws-sdk/util-dynamodb";
import { userDataOf } from "@sarcelle/playground/sample-stack";
import type { Trait } from "@sarcelle/playground/traits";
import { machineNow } from "@sarcelle/playground/wall-clock";
import { parse } from "yaml";
import { writeEnvironment } from "../../../src/aws/environment-store.ts";
import { registrationKeyOf01 } from "../../../src/aws/table.ts";
import { parseEnvironment } from "../../../src/deployment/environment.ts";
import { ahead, attempter, deployer, home, stackName } from "./deployments.ts";
import { type SteadyLoad, startLoad } from "./load.ts";
import { awaitThat } from "./patience.ts";
import { startServed } from "./world.ts";

/** A release of the sample service. */
export const servedRelease = (version: string, ...lines: readonly string[]) => ({
  version,
  commit: version.repeat(7).slice(0, 7),
  imageId: `ami-${version.padStart(17, "0")}`,
  userData: userDataOf(version, version.repeat(7).slice(0, 7), ...lines),
});

export interface FleetOptions {
  readonly checkout: string;
  readonly template?: string;
  readonly without: readonly Trait[];
  /** Registered as version 0.1 stored it. */
  readonly of01?: boolean;
  /** How many times faster than the machine's the world's clock goes; by default as fast. */
  readonly speed?: number;
  /** Functions run on what the rest leaves of the processors. */
  readonly idleFunctions?: boolean;
  /** What the registration has beside what it has by itself. */
  readonly registered?: object;
}

/** The health of all targets of the load balancers. */
const healthIn = async (client: ElasticLoadBalancingV2Client): Promise<readonly string[]> => {
  const all: string[] = [];
  for await (const { TargetGroups = [] } of paginateDescribeTargetGroups({ client }, {}))
    for (const { TargetGroupArn, LoadBalancerArns = [] } of TargetGroups) {
      if (LoadBalancerArns.length === 0) continue;
      const { TargetHealthDescriptions = [] } = await client.send(new DescribeTargetHealthCommand({ TargetGroupArn }));
      all.push(...TargetHealthDescriptions.map(({ TargetHealth }) => TargetHealth?.State ?? ""));
    }
  return all;
};
const register = async (
  client: DynamoDBClient,
  { checkout, of01 = false, registered = {} }: FleetOptions,
): Promise<void> => {
  const given = parse(readFileSync(join(checkout, "examples/web-live.yml"), "utf8")) as object;
  // Without checks: they come through the load balancer too, which counts them with the load.
  const environment = { ...given, bake: { seconds: 1 }, ...(of01 ? {} : { checks: [] }), ...registered };
  if (of01) {
    const Item = {
      ...registrationKeyOf01("web-live"),
      ...marshall({ environment }, { removeUndefinedValues: true }),
    };
    await client.send(new PutItemCommand({ TableName: stackName, Item }));
  } else await writeEnvironment({ client, name: stackName }, parseEnvironment(environment, "examples/web-live.yml"));
};

/** The loads of a world, each from a process of its own. */
const loadsOn = ({ admin }: Awaited<ReturnType<typeof startServed>>) => {
  const loads: SteadyLoad[] = [];
  return {
    async start(rate: number, ports = [8080, 8443]) {
      const targets = (await admin.listeners()).filter(({ port }) => ports.includes(port));
      const load = startLoad({
        targets: targets.map(({ port, url }) => ({ name: String(port), url: `${url}/` })),
        ...{ rate, connections: 64, timeout: 10_000 },
      });
      loads.push(load);
      return load;
    },
    stop: () => Promise.all(loads.map((load) => load.stop())),
  };
};

const caller = {
  region: home.region,
  // The benchmark's own looks come beside those of the deployments, and AWS lets just so many through.
  maxAttempts: 10,
  credentials: { accessKeyId: "bench", secretAccessKey: "bench" },
};

/** A world with the sample stack `web`, whose two instances are healthy. */
export const openFleet = async (options: FleetOptions) => {
  const { checkout, template, without, speed = 1, idleFunctions = false } = options;
  const world = await startServed({ checkout, template, stackName, speed, without, idleFunctions });
  const connection = { endpoint: world.url, ...caller };
  const machines = new SFNClient(connection);
  const loadBalancing = new ElasticLoadBalancingV2Client(connection);
  const dynamoDb = new DynamoDBClient(connection);

  /** Waits until so many targets are healthy. */
  const healthy = (count: number) =>
    awaitThat(`${count} targets were healthy`, 300, async () =>
      (await healthIn(loadBalancing)).filter((state) => state === "healthy").length >= count ? true : undefined,
    );

  const attempt = attempter(world, machines);
  const run = deployer(attempt);
  const upgrade = async () => {
    await register(dynamoDb, options);
    await run({ action: "upgrade" });
  };
  const loads = loadsOn(world);
  const stopAll = async () => {
    await loads.stop();
    for (const client of [machines, loadBalancing, dynamoDb]) client.destroy();
    await world.stop();
  };
  let stopped: Promise<void> | undefined;
  try {
    await world.admin.buildStack("web", { instances: 2 });
    await healthy(4);
  } catch (error) {
    await stopAll();
    throw error;
  }
  return {
    connection,
    loadBalancing,
    speed,
    attempt,
    run,
    /** The world's time, in milliseconds. */
    now: async () => machineNow() - (await ahead(world)),
    /** Release 1 on blue, which has the traffic, and an empty side beside it. */
    upgrade,
    /** Release 1 on blue, which has the traffic, and 2 on green. */
    async blueGreen() {
      await upgrade();
      await run({ action: "deploy", release: servedRelease("2") });
      await healthy(8);
    },
    /** Sends to the listeners of these ports, until it is stopped or this is. */
    load: loads.start,
    /** Ends all of it; asked twice, once. */
    stop() {
      stopped ??= stopAll();
      return stopped;
    },
  };
};

export type ServedFleet = Awaited<ReturnType<typeof openFleet>>;
