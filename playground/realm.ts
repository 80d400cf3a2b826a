/** One account in one region: its services put together, as they know each other in AWS; the same for every way to run the world. */

import type { DataPlane } from "./dataplane/data-plane.ts";
import type { Faults } from "./faults/faults.ts";
import type { FunctionLauncher, LogLine } from "./functions/launcher.ts";
import type { Stateful } from "./gateway/admin-routes.ts";
import type { Calls } from "./gateway/calls.ts";
import { createGateway } from "./gateway/gateway.ts";
import { checkTable } from "./gateway/input-checks/check-input.ts";
import { createThrottle } from "./gateway/throttling/throttle.ts";
import { createTrail } from "./gateway/trail.ts";
import { isHome, type Realm } from "./home.ts";
import type { Accounts } from "./identity/accounts.ts";
import { createIdentity } from "./identity/identity.ts";
import { makersFor } from "./resource-makers.ts";
import { createAcm } from "./services/acm/acm.ts";
import { createAutoScaling } from "./services/autoscaling/autoscaling.ts";
import { createCloudFormation } from "./services/cloudformation/cloudformation.ts";
import { createCloudTrail } from "./services/cloudtrail/cloudtrail.ts";
import { createCloudWatch } from "./services/cloudwatch/cloudwatch.ts";
import { createDynamoDb } from "./services/dynamodb/dynamodb.ts";
import { createEc2 } from "./services/ec2/ec2.ts";
import { createEcr } from "./services/ecr/ecr.ts";
import { createElbv2 } from "./services/elbv2/elbv2.ts";
import type { EventBuses } from "./services/eventbridge/delivery.ts";
import { createEventBridge } from "./services/eventbridge/eventbridge.ts";
import { createIam } from "./services/iam/iam.ts";
import { createLambda } from "./services/lambda/lambda.ts";
import { createLogs } from "./services/logs/logs.ts";
import { createS3 } from "./services/s3/s3.ts";
import { createServiceQuotas } from "./services/servicequotas/servicequotas.ts";
import { createSns } from "./services/sns/sns.ts";
import { createSqs } from "./services/sqs/sqs.ts";
import { createSsm } from "./services/ssm/ssm.ts";
import { createStepFunctions } from "./services/stepfunctions/stepfunctions.ts";
import { createSts } from "./services/sts/sts.ts";
import { sampleCertificate } from "./stacks/sample-certificate.ts";
import { AwsError } from "./world/aws-error.ts";
import type { Clock } from "./world/clock.ts";
import type {
  AlarmTargets,
  DataPlaneFaults,
  InstanceLauncher,
  InstanceProfiles,
  LaunchFaults,
} from "./world/neighbours.ts";
import { askingAsAws } from "./world/page-sizes.ts";
import { createQuotas } from "./world/quotas.ts";
import type { Random } from "./world/random.ts";
import type { Service, ServiceEvent, Surroundings } from "./world/service.ts";
import { hasTrait, type Trait } from "./world/traits.ts";

/** What differs between the ways to run the world. */
export interface WorldParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly instances: InstanceLauncher & { kill(instance: string): void };
  readonly dataPlane: DataPlane;
  readonly functions: FunctionLauncher;
  /** By which late answers come, if not by the world's. */
  readonly answers?: Clock;
  /** How long a write may stay unseen, in world milliseconds, if not as long as usual. */
  readonly longestLag?: number;
  /** The traits of AWS that the world has not; it has all, unless said. */
  readonly without?: readonly Trait[];
  /** How large pages are; small unless said. */
  readonly pages?: Pages;
  /** What part of the calls that AWS takes of the account others in it leave, from 0 to 1; all, unless said. */
  readonly leftByOthers?: number;
  /** How many API calls the ledger keeps, if not all. */
  readonly keptCalls?: number;
  /** Where functions find AWS. */
  readonly endpoint: () => string;
  readonly log?: (line: LogLine) => void;
  /** The first two numbers of the default VPC's addresses, if not as AWS has them. */
  readonly network?: string | undefined;
  /** Images beside the sample service's, or instead of them, by id. */
  readonly images?: ReadonlyMap<
    string,
    { readonly architecture: "arm64" | "x86_64"; readonly bootSeconds: number | undefined }
  >;
}

/** Images of the sample service: any release can use any of them, as one AMI for each build would be used. */
export const imageIds = Array.from({ length: 9 }, (_, index) => `ami-${String(index + 1).padStart(17, "0")}`);

/** Longer than any world lives; ACM's own last about as long. */
const certificateLife = 395 * 86_400_000;

/** How long a write usually may stay unseen, in world milliseconds: enough for a caller that does not re-read to be found out. */
const usualLag = 500;

/** How large the pages of lists are: small, so that a caller that does not follow the token is found out, or as AWS's. */
export type Pages = "small" | "aws";

/** How many items pages hold at most; of AWS's, each operation has its own size besides. */
const pageSizes: Readonly<Record<Pages, number>> = { small: 2, aws: 1_000 };

/** A service whose lists have AWS's sizes. */
const inAwsPages = (service: Service): Service => ({
  ...service,
  operations: Object.fromEntries(
    Object.entries(service.operations).map(([name, operation]) => [
      name,
      { ...operation, run: (input, call) => operation.run(askingAsAws(service.name, name, input), call) },
    ]),
  ),
});

/** Machines and what is in front of them. `struck` says what is wrong with one when the load balancer meets it, and what launches lack. */
const createFleet = (
  surroundings: Surroundings,
  { instances, dataPlane, network }: WorldParts,
  struck: DataPlaneFaults & LaunchFaults,
  instanceProfiles: InstanceProfiles,
  notify: AlarmTargets["notify"] & {},
) => {
  const ec2 = createEc2(surroundings, {
    launcher: instances,
    instanceProfiles,
    launchFaults: struck,
    securityGroupUsers: { usesSecurityGroup: (group) => elbv2.usesSecurityGroup(group) },
    // There is one; instances elsewhere serve at addresses that `GET instances` tells.
    ...(network === undefined || !isHome(surroundings) ? {} : { network }),
  });
  const cloudWatch = createCloudWatch(surroundings, {
    alarmTargets: { alarm: (action, name) => autoScaling.alarm(action, name), notify },
  });
  const elbv2 = createElbv2(surroundings, {
    fleet: ec2,
    faults: struck,
    metrics: cloudWatch,
    dataPlane,
  });
  const autoScaling = createAutoScaling(surroundings, {
    fleet: ec2,
    targetGroups: elbv2,
    metrics: cloudWatch,
    alarms: cloudWatch,
  });
  return { ec2, elbv2, autoScaling, cloudWatch };
};

/** Does what a service asks of another on nobody's call: whether that refuses it nobody is told. */
const untilLost = (work: () => void): void => {
  try {
    work();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
  }
};

/** The services as they know each other, in one realm. */
const createServices = (
  parts: WorldParts,
  { account, region }: Realm,
  { accounts, faults: struck, buses: elsewhere }: Pick<Shared, "accounts" | "faults" | "buses">,
) => {
  const { clock, random, functions, longestLag = usualLag, without = [], endpoint, log } = parts;
  const pageSize = pageSizes[parts.pages ?? "small"];
  // Services that know each other are tied through these, since each exists before the next.
  const emit = (event: ServiceEvent) => events.emit(event);
  const lag = () => random() * longestLag;
  const quotas = createQuotas();
  const surroundings: Surroundings = { clock, random, account, region, pageSize, lag, emit, without, quotas };

  const identity = createIdentity({ account, region, random }, accounts);
  const fleet = createFleet(surroundings, parts, struck, identity, (topic, { subject, body }, sourceArn) =>
    untilLost(() => sns.publish(topic, body, { service: "cloudwatch.amazonaws.com", sourceArn }, subject)),
  );
  const metrics = fleet.cloudWatch;
  const logs = createLogs(surroundings, { authorizer: identity, metrics });
  const lambda = createLambda(surroundings, {
    launcher: functions,
    issueCredentials: identity.issue,
    endpoint,
    authorizer: identity,
    pollQueue: (mapping) => sqs.mapEventSource(mapping),
    keep: logs.keep,
    metrics,
    ...(log === undefined ? {} : { log }),
  });
  const sqs = createSqs(surroundings, { functions: lambda, endpoint, metrics });
  const sns = createSns(surroundings, { queues: sqs });
  const stepFunctions = createStepFunctions(surroundings, { functions: lambda, authorizer: identity, metrics });
  const events = createEventBridge(surroundings, {
    functions: lambda,
    queues: sqs,
    topics: sns,
    stateMachines: stepFunctions,
    authorizer: identity,
    buses: elsewhere,
  });
  const known = {
    ...createLoneServices(surroundings),
    ...{ surroundings, quotas, identity, ...fleet, logs, lambda, sqs, sns, stepFunctions, events },
    iam: createIam(surroundings, identity),
    acm: createAcm(surroundings, fleet.elbv2),
    sts: createSts(surroundings, identity),
  };
  const makers = makersFor(known, surroundings);
  return { ...known, cloudFormation: createCloudFormation(surroundings, { makers, read: known.s3.read }) };
};

/** Those that know no other. */
const createLoneServices = (surroundings: Surroundings) => ({
  dynamoDb: createDynamoDb(surroundings),
  cloudTrail: createCloudTrail(surroundings),
  s3: createS3(surroundings),
  ecr: createEcr(surroundings),
  ssm: createSsm(surroundings),
  serviceQuotas: createServiceQuotas(surroundings, surroundings.quotas ?? createQuotas()),
});

/** All services that the gateway speaks for by itself, in the order in which they are told of. */
const servicesOf = (made: ReturnType<typeof createServices>): readonly Service[] => {
  const { ec2, elbv2, autoScaling, cloudWatch, logs, lambda, sqs, sns, stepFunctions, events, acm, sts } = made;
  const { iam, s3, ecr, ssm, serviceQuotas, cloudFormation, cloudTrail } = made;
  return [
    ec2,
    elbv2,
    autoScaling,
    cloudWatch,
    logs,
    lambda,
    sqs,
    sns,
    stepFunctions,
    events,
    acm,
    sts,
    iam,
    s3,
    ecr,
    ssm,
    serviceQuotas,
    cloudFormation,
    cloudTrail,
  ];
};

/** What an account has before anybody does anything in it. */
const furnish = (
  { surroundings, ec2, acm }: ReturnType<typeof createServices>,
  images: NonNullable<WorldParts["images"]>,
  now: number,
): void => {
  // For Graviton, as the sample stacks' instance type is; but for the last, so that a release can be met that does not fit.
  for (const id of imageIds)
    ec2.registerImage({
      id,
      name: `sample-${id.slice(-1)}`,
      architecture: id === imageIds.at(-1) ? "x86_64" : "arm64",
    });
  for (const [id, { architecture, bootSeconds }] of images)
    ec2.registerImage({ id, name: `given-${id}`, architecture, ...(bootSeconds === undefined ? {} : { bootSeconds }) });
  acm.registerCertificate({
    arn: sampleCertificate(surroundings.region, surroundings.account),
    domainName: "playground.invalid",
    notBefore: now,
    notAfter: now + certificateLife,
  });
};

/** What all realms share. */
export interface Shared {
  readonly parts: WorldParts;
  readonly accounts: Accounts;
  readonly faults: Faults;
  readonly calls: Calls;
  /** Those of all realms. */
  readonly buses: EventBuses;
}

/** An account in a region with all services, empty, and its gateway. */
export const createRealm = (shared: Shared, realm: Realm) => {
  const { parts, faults, calls } = shared;
  const made = createServices(parts, realm, shared);
  const { surroundings, identity, dynamoDb } = made;
  const services = parts.pages === "aws" ? servicesOf(made).map(inAwsPages) : servicesOf(made);
  for (const service of services) checkTable(service);
  const throttle = hasTrait("calls-are-throttled", parts)
    ? createThrottle(parts.clock, pageSizes[parts.pages ?? "small"], parts.leftByOthers)
    : undefined;
  const trail = createTrail(surroundings);
  const gateway = createGateway({
    surroundings: { ...surroundings, clock: parts.answers ?? parts.clock },
    services,
    forwards: { dynamodb: dynamoDb },
    identity,
    faults,
    calls,
    ...(throttle === undefined ? {} : { throttle }),
    trail: (call) => {
      if (made.cloudTrail.isLogging()) trail(call);
    },
  });
  furnish(made, parts.images ?? new Map(), parts.clock.now());
  /** Whoever holds resources. */
  const stateful: readonly Stateful[] = [...services, { name: "dynamodb", state: dynamoDb.state }];
  return { ...made, ...realm, services, stateful, gateway, throttle };
};
