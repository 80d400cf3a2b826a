/** The playground as a whole: the services put together in one process, on the wall clock, with real traffic. */
import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { selfSignedCertificate } from "./dataplane/certificates.ts";
import { createProxy } from "./dataplane/proxy.ts";
import { deploy } from "./deploy.ts";
import { createFaults, type Faults } from "./faults/faults.ts";
import type { LogLine } from "./functions/launcher.ts";
import { createProcessLauncher as createFunctionLauncher } from "./functions/process-launcher.ts";
import { createAdmin } from "./gateway/admin.ts";
import { gatewayRoutes } from "./gateway/admin-routes.ts";
import { createCalls } from "./gateway/calls.ts";
import { createGateway } from "./gateway/gateway.ts";
import { knownActions } from "./gateway/protocols.ts";
import { serve } from "./gateway/serve.ts";
import { createIdentity } from "./identity/identity.ts";
import { createProcessLauncher as createInstanceLauncher } from "./instances/process-launcher.ts";
import { sampleImage } from "./instances/sample-image.ts";
import { createAutoScaling } from "./services/autoscaling/autoscaling.ts";
import { createCloudWatch } from "./services/cloudwatch/cloudwatch.ts";
import { createDynamoDb } from "./services/dynamodb/dynamodb.ts";
import { createEc2 } from "./services/ec2/ec2.ts";
import { createLoadBalancing } from "./services/elbv2/load-balancing.ts";
import { createEventBridge } from "./services/eventbridge/eventbridge.ts";
import { createLambda } from "./services/lambda/lambda.ts";
import { createSqs } from "./services/sqs/sqs.ts";
import { createStepFunctions } from "./services/stepfunctions/step-functions.ts";
import { createSts } from "./services/sts/sts.ts";
import { createSceneRoutes } from "./stacks/scene-routes.ts";
import { wallClock } from "./world/clock.ts";
import { seeded } from "./world/random.ts";
import type { Service, ServiceEvent, Surroundings } from "./world/service.ts";

export interface PlaygroundOptions {
  /** Port of the endpoint on 127.0.0.1; 0 for a free one. */
  readonly port: number;
  /** World seconds in a real second. */
  readonly speed: number;
  /** Seed of the world's randomness. */
  readonly seed: number;
  /** The packaged CloudFormation template to deploy, if any, with the bundles beside it. */
  readonly template?: string;
  readonly stackName?: string;
  /** What the functions log. */
  readonly log?: (line: LogLine) => void;
}

export interface Playground {
  /** For `AWS_ENDPOINT_URL`. */
  readonly url: string;
  readonly account: string;
  readonly region: string;
  readonly faults: Faults;
  /** Ends every process and socket of the playground. */
  stop(): Promise<void>;
}

/** AWS's own example account and the region that the packaged template is made for. */
const account = "123456789012";
const region = "eu-west-1";

/** Images of the sample service: any release can use any of them, as one AMI for each build would be used. */
const imageIds = Array.from({ length: 9 }, (_, index) => `ami-${String(index + 1).padStart(17, "0")}`);

/** How long a write may stay unseen, in world milliseconds: enough for a caller that does not re-read to be found out. */
const longestLag = 500;

/** How many items the pages of lists hold: few, so that a caller that does not follow the token is found out. */
const pageSize = 2;

/** Starts the playground. What it started is ended by `stop`, and with the process. */
export const startPlayground = async (options: PlaygroundOptions): Promise<Playground> => {
  const clock = wallClock(options.speed);
  const random = seeded(options.seed);
  // Services that know each other are tied through these, since each exists before the next.
  const emit = (event: ServiceEvent) => events.emit(event);
  const surroundings: Surroundings = {
    clock,
    random,
    account,
    region,
    pageSize,
    lag: () => random() * longestLag,
    emit,
  };

  const identity = createIdentity({ account, region, random });
  const instances = createInstanceLauncher({
    images: Object.fromEntries(imageIds.map((id) => [id, sampleImage])),
    tls: await selfSignedCertificate(),
    speed: options.speed,
  });
  const proxy = await createProxy(clock, random);
  const functionLauncher = createFunctionLauncher(clock);

  const ec2 = createEc2(surroundings, { launcher: instances });
  const cloudWatch = createCloudWatch(surroundings, {
    alarmTargets: { alarm: (action, name) => autoScaling.alarm(action, name) },
  });
  const loadBalancing = createLoadBalancing(surroundings, {
    fleet: ec2,
    faults: { on: (instance) => faults.on(instance) },
    metrics: cloudWatch,
    dataPlane: proxy,
  });
  const autoScaling = createAutoScaling(surroundings, {
    fleet: ec2,
    targetGroups: loadBalancing,
    metrics: cloudWatch,
    alarms: cloudWatch,
  });
  const lambda = createLambda(surroundings, {
    launcher: functionLauncher,
    issueCredentials: identity.issue,
    endpoint: () => server.url,
    authorizer: identity,
    pollQueue: (mapping) => sqs.mapEventSource(mapping),
    ...(options.log === undefined ? {} : { log: options.log }),
  });
  const sqs = createSqs(surroundings, { functions: lambda, endpoint: () => server.url });
  const stepFunctions = createStepFunctions(surroundings, { functions: lambda, authorizer: identity });
  const events = createEventBridge(surroundings, {
    functions: lambda,
    queues: sqs,
    stateMachines: stepFunctions,
    authorizer: identity,
  });
  const dynamoDb = createDynamoDb(surroundings);

  const services: readonly Service[] = [
    ec2,
    loadBalancing,
    autoScaling,
    cloudWatch,
    lambda,
    sqs,
    stepFunctions,
    events,
    createSts(surroundings, identity),
  ];
  const faults = createFaults({
    random,
    actions: knownActions(),
    tagsOf: (instance) => ec2.instance(instance)?.tags ?? {},
    kill: instances.kill,
  });
  const calls = createCalls(clock);
  const gateway = createGateway({
    surroundings,
    services,
    forwards: { dynamodb: dynamoDb.forward },
    identity,
    faults,
    calls,
  });

  for (const id of imageIds) ec2.registerImage({ id, name: `sample-${id.slice(-1)}` });

  const scene = createSceneRoutes({
    connection: () => ({
      endpoint: server.url,
      region,
      credentials: { accessKeyId: "playground", secretAccessKey: "playground" },
    }),
    listeners: loadBalancing.listeners,
    groupOf: (instance) => ec2.instance(instance)?.tags["aws:autoscaling:groupName"],
  });
  const server = await serve({
    gateway,
    admin: createAdmin({
      ...gatewayRoutes({
        faults,
        calls,
        clock,
        services: [...services, { name: "dynamodb", state: dynamoDb.state }],
      }),
      ...scene.routes,
    }),
    port: options.port,
  });

  const stop = async () => {
    await scene.stop();
    for (const service of services) await service.stop?.();
    await functionLauncher.stop();
    await instances.stop();
    await proxy.stop();
    await dynamoDb.stop();
    await server.close();
    clock.stop();
  };
  try {
    if (options.template !== undefined)
      await deploy(JSON.parse(readFileSync(options.template, "utf8")), {
        account,
        region,
        random,
        stackName: options.stackName ?? "sarcelle-live",
        artifacts: dirname(options.template),
        services: { dynamoDb, identity, lambda, sqs, stepFunctions, events },
      });
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: server.url, account, region, faults, stop };
};
