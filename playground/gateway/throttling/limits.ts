/**
 * How many calls AWS takes, in an account and region such as eu-west-1: token buckets, each with its capacity and what is put back every
 * second. What AWS does not publish is said to be assumed. DynamoDB, SNS and SQS publish limits of data, not of calls: none here.
 */

/** One bucket, and how many tokens a call takes from it. */
export interface Taking {
  readonly bucket: string;
  readonly capacity: number;
  readonly refill: number;
  /** One for a call, unless it counts what the call is about. */
  readonly tokens?: number;
}

type Input = Readonly<Record<string, unknown>>;
type Limits = (operation: string, input: Input) => readonly Taking[];

/** A bucket of its own for each operation. */
const ofItsOwn = (operation: string, capacity: number, refill = capacity): readonly Taking[] => [
  { bucket: operation, capacity, refill },
];

const reads = /^(Describe|Get|List|Search)/;

const loadBalancing: Readonly<Record<string, readonly [capacity: number, refill: number]>> = {
  "resource-intensive": [10, 0.2],
  registration: [20, 4],
  "non-mutating": [40, 10],
  mutating: [20, 3],
};

const loadBalancingCategory = (operation: string): string => {
  if (reads.test(operation)) return "non-mutating";
  if (operation === "CreateLoadBalancer" || operation === "SetSubnets") return "resource-intensive";
  return /^(Reg|Dereg)ister/.test(operation) ? "registration" : "mutating";
};

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/elb-api-throttling.html: by category, and one bucket for all. */
const elasticloadbalancing: Limits = (operation) => {
  const category = loadBalancingCategory(operation);
  const [capacity = 0, refill = 0] = loadBalancing[category] ?? [];
  return [
    { bucket: "account", capacity: 40, refill: 10 },
    { bucket: category, capacity, refill },
  ];
};

/** "Unfiltered and unpaginated non-mutating actions", as far as they are emulated. */
const dearUnfiltered = /^Describe(Instances|InstanceStatus|SecurityGroups)$/;

const isFiltered = (input: Input): boolean =>
  Object.keys(input).some((name) => /^(Filters|MaxResults|\w+Ids)$/.test(name));

const idsIn = ({ InstanceIds }: Input): number => (Array.isArray(InstanceIds) ? InstanceIds.length : 1);

/** Buckets that a call empties by the instances that it is about. */
const instances: Readonly<Record<string, readonly [refill: number, count: (input: Input) => number]>> = {
  RunInstances: [2, ({ MaxCount }) => Number(MaxCount ?? 1)],
  StartInstances: [2, idsIn],
  StopInstances: [20, idsIn],
  TerminateInstances: [20, idsIn],
};

const ec2Requests = (operation: string, input: Input): readonly Taking[] => {
  if (operation === "RunInstances" || operation === "StartInstances") return ofItsOwn(operation, 5, 2);
  if (operation === "TerminateInstances") return ofItsOwn(operation, 100, 5);
  if (!reads.test(operation)) return ofItsOwn(operation, 50, 5);
  return dearUnfiltered.test(operation) && !isFiltered(input)
    ? [{ bucket: `${operation} unfiltered`, capacity: 50, refill: 10 }]
    : ofItsOwn(operation, 100, 20);
};

/** https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html: for each API, and for some the instances. */
const ec2: Limits = (operation, input) => {
  const [refill, count] = instances[operation] ?? [];
  const requests = ec2Requests(operation, input);
  if (refill === undefined || count === undefined) return requests;
  return [...requests, { bucket: `${operation} instances`, capacity: 1_000, refill, tokens: count(input) }];
};

/**
 * Assumed: AWS says that all of Auto Scaling's calls share a bucket, and not how large it is. These are EC2's numbers for mutating
 * calls, doubled in capacity. https://repost.aws/knowledge-center/autoscaling-api-calls-throttled
 */
const autoscaling: Limits = () => [{ bucket: "all (assumed)", capacity: 100, refill: 10 }];

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html: requests in a second. */
const cloudWatch: Readonly<Record<string, number>> = {
  DeleteAlarms: 3,
  DescribeAlarmHistory: 20,
  DescribeAlarms: 9,
  DescribeAlarmsForMetric: 9,
  DisableAlarmActions: 3,
  EnableAlarmActions: 3,
  GetMetricData: 500,
  GetMetricStatistics: 400,
  ListMetrics: 25,
  ListTagsForResource: 10,
  PutCompositeAlarm: 3,
  PutMetricAlarm: 3,
  PutMetricData: 500,
  SetAlarmState: 3,
  TagResource: 20,
  UntagResource: 20,
};

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html: requests in a second, for `eu-west-1`. */
const logs: Readonly<Record<string, number>> = {
  CreateLogGroup: 10,
  CreateLogStream: 50,
  DeleteLogGroup: 10,
  DeleteLogStream: 15,
  DescribeLogGroups: 10,
  DescribeLogStreams: 25,
  FilterLogEvents: 10,
  GetLogEvents: 10,
  PutLogEvents: 5_000,
};

/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html#service-limits-api-action-throttling-general */
const stepFunctions: Readonly<Record<string, readonly [capacity: number, refill: number]>> = {
  DescribeExecution: [300, 15],
  DescribeStateMachine: [200, 20],
  DescribeStateMachineAlias: [200, 1],
  DescribeStateMachineForExecution: [200, 1],
  GetExecutionHistory: [400, 20],
  ListExecutions: [200, 5],
  ListStateMachines: [100, 5],
  RedriveExecution: [1_300, 300],
  SendTaskFailure: [3_000, 500],
  SendTaskHeartbeat: [3_000, 500],
  SendTaskSuccess: [3_000, 500],
  StartExecution: [1_300, 300],
  StopExecution: [1_000, 200],
  TagResource: [200, 1],
  TestState: [50, 10],
  UntagResource: [200, 1],
};

/** By signing name. */
const limits: Readonly<Record<string, Limits>> = {
  // https://docs.aws.amazon.com/acm/latest/userguide/acm-limits.html
  acm: (operation) => ofItsOwn(operation, operation === "ListCertificates" ? 8 : 10),
  autoscaling,
  ec2,
  elasticloadbalancing,
  // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
  events: (operation) => ofItsOwn(operation, operation === "PutEvents" ? 10_000 : 50),
  // https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: ten times the concurrency; 100 for GetFunction; 15 for the rest together.
  lambda: (operation) =>
    operation === "Invoke"
      ? ofItsOwn(operation, 10_000)
      : operation === "GetFunction"
        ? ofItsOwn(operation, 100)
        : [{ bucket: "control plane", capacity: 15, refill: 15 }],
  // What the table above does not name has five.
  logs: (operation) => ofItsOwn(operation, logs[operation] ?? 5),
  monitoring: (operation) => {
    const rate = cloudWatch[operation];
    return rate === undefined ? [] : ofItsOwn(operation, rate);
  },
  // What the table does not name has the numbers of most: 100 and 1.
  states: (operation) => ofItsOwn(operation, ...(stepFunctions[operation] ?? ([100, 1] as const))),
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html: all of STS's together.
  sts: () => [{ bucket: "all", capacity: 600, refill: 600 }],
};

/** What a call takes, and of which buckets; nothing where AWS publishes no limit of calls. */
export const takingsOf = (service: string, operation: string, input: Input): readonly Taking[] =>
  limits[service]?.(operation, input) ?? [];
