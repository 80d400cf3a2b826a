/**
 * How many items AWS's pages hold: what a list gives to who does not ask, and the most that he may ask for, as the API references say
 * at each operation's parameter.
 */
interface PageSize {
  /** The parameter that asks for a size; undefined if there is none. */
  readonly parameter?: string;
  readonly usual: number;
  readonly most: number;
}

const size = (parameter: string | undefined, usual: number, most = usual): PageSize => ({
  ...(parameter === undefined ? {} : { parameter }),
  usual,
  most,
});

const loadBalancing = size("PageSize", 400);
const scaling = size("MaxRecords", 50, 100);
const machines = size("maxResults", 100, 1_000);
const events = size("Limit", 100);
/** EC2 gives everything to who does not ask for pages. */
const compute = size("MaxResults", 1_000);

/** By signing name and operation. */
const sizes: Readonly<Record<string, Readonly<Record<string, PageSize>>>> = {
  // https://docs.aws.amazon.com/acm/latest/APIReference/API_ListCertificates.html
  acm: { ListCertificates: size("MaxItems", 1_000) },
  // https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_Operations.html
  autoscaling: {
    DescribeAutoScalingGroups: scaling,
    DescribeAutoScalingInstances: size("MaxRecords", 50),
    DescribeLoadBalancerTargetGroups: size("MaxRecords", 100),
    DescribeNotificationConfigurations: scaling,
    DescribePolicies: scaling,
    DescribeScalingActivities: size("MaxRecords", 100),
    DescribeScheduledActions: scaling,
    DescribeTags: scaling,
    DescribeTrafficSources: size("MaxRecords", 50),
  },
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Operations.html
  ec2: {
    DescribeImages: compute,
    DescribeInstanceStatus: compute,
    DescribeInstances: compute,
    DescribeLaunchTemplateVersions: size("MaxResults", 200),
    DescribeLaunchTemplates: size("MaxResults", 200),
    DescribeSecurityGroupRules: compute,
    DescribeSecurityGroups: compute,
    DescribeSubnets: compute,
    DescribeTags: compute,
    DescribeVpcs: compute,
  },
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Operations.html
  elasticloadbalancing: {
    DescribeListenerCertificates: loadBalancing,
    DescribeListeners: loadBalancing,
    DescribeLoadBalancers: loadBalancing,
    DescribeRules: loadBalancing,
    DescribeSSLPolicies: loadBalancing,
    DescribeTargetGroups: loadBalancing,
  },
  // https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListRules.html
  events: { ListEventBuses: events, ListRuleNamesByTarget: events, ListRules: events, ListTargetsByRule: events },
  // https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoles.html: "If you do not include this parameter, the number of items defaults to 100."
  iam: Object.fromEntries(
    ["ListInstanceProfiles", "ListInstanceProfilesForRole", "ListRolePolicies", "ListRoles", "ListRoleTags"].map(
      (operation) => [operation, size("MaxItems", 100, 1_000)],
    ),
  ),
  // https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html: 50, and 100 mappings, whatever is asked
  lambda: {
    ListEventSourceMappings: size("MaxItems", 100),
    ListFunctions: size("MaxItems", 50),
    ListVersionsByFunction: size("MaxItems", 50),
  },
  // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_Operations.html
  logs: {
    DescribeLogGroups: size("limit", 50),
    DescribeLogStreams: size("limit", 50),
    FilterLogEvents: size("limit", 10_000),
    GetLogEvents: size("limit", 10_000),
  },
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
  monitoring: { DescribeAlarms: size("MaxRecords", 50, 100) },
  // https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_ListServiceQuotas.html: the most, and what is given is not said
  servicequotas: {
    ListAWSDefaultServiceQuotas: size("MaxResults", 100),
    ListServiceQuotas: size("MaxResults", 100),
    ListServices: size("MaxResults", 100),
  },
  // https://docs.aws.amazon.com/sns/latest/api/API_ListTopics.html
  sns: {
    ListSubscriptions: size(undefined, 100),
    ListSubscriptionsByTopic: size(undefined, 100),
    ListTopics: size(undefined, 100),
  },
  // https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html
  states: {
    GetExecutionHistory: machines,
    ListExecutions: machines,
    ListStateMachineAliases: machines,
    ListStateMachineVersions: machines,
    ListStateMachines: machines,
  },
};

type Input = Readonly<Record<string, unknown>>;

/** How many items AWS would give on this page; undefined if the operation has no pages. */
const awsPage = (service: string, operation: string, input: Input): number | undefined => {
  const found = sizes[service]?.[operation];
  if (found === undefined) return undefined;
  const asked = Number(input[found.parameter ?? ""] ?? 0);
  return Math.min(asked > 0 ? asked : found.usual, found.most);
};

const tokens = ["NextToken", "nextToken", "Marker"];

/**
 * What part of one of AWS's pages a call reads: of a list's first page all, of those after it as much as the world's small page is of
 * AWS's. So a walk through a list costs what it would cost in AWS's pages.
 */
export const shareOfPage = (service: string, operation: string, input: Input, pageSize: number): number => {
  const page = awsPage(service, operation, input);
  const isFirst = tokens.every((token) => input[token] === undefined);
  return page === undefined || isFirst ? 1 : Math.min(1, pageSize / page);
};

/** The input with the size of page that AWS would give; EC2 gives all to who does not ask. */
export const askingAsAws = (service: string, operation: string, input: Input): Input => {
  const parameter = sizes[service]?.[operation]?.parameter;
  if (parameter === undefined || (service === "ec2" && input[parameter] === undefined)) return input;
  return { ...input, [parameter]: awsPage(service, operation, input) };
};
