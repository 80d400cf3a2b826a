import { matchesAction } from "../identity/wildcards.ts";
import { AwsError } from "../world/aws-error.ts";

/** A call that a fault strikes. `service` is the signing name, `input` the call's own. */
export interface StruckCall {
  readonly service: string;
  readonly action: string;
  readonly input: unknown;
}

/** Each service's own way to say that there were too many calls. */
const throttling: Readonly<Record<string, readonly [code: string, message: string, status: number]>> = {
  autoscaling: ["Throttling", "Rate exceeded", 400],
  dynamodb: [
    "ProvisionedThroughputExceededException",
    "The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.",
    400,
  ],
  // https://docs.aws.amazon.com/lambda/latest/api/CommonErrors.html
  lambda: ["TooManyRequestsException", "Rate exceeded", 429],
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CommonErrors.html
  monitoring: ["Throttling", "Rate exceeded", 400],
  sts: ["Throttling", "Rate exceeded", 400],
  ec2: ["RequestLimitExceeded", "Request limit exceeded.", 503],
};

/** The `throttle` fault: refused before anything is done. */
export const throttled = ({ service }: Pick<StruckCall, "service">): AwsError => {
  const [code, message, status] = throttling[service] ?? ["ThrottlingException", "Rate exceeded", 400];
  return new AwsError(code, message, { status });
};

/** The `error` fault: AWS failed before anything was done. */
export const internalFailure = (): AwsError =>
  new AwsError(
    "InternalFailure",
    "The request processing has failed because of an unknown error, exception or failure.",
    { status: 500 },
  );

type TemporaryRefusal = readonly [
  actions: readonly string[],
  code: string,
  /** `{Member}` stands for a member of the call's input. */
  message: string,
  status: number,
];

/**
 * What the services answer as long as something else is going on: AWS's texts where they are known (tests, issues), the
 * API model's words for the exception where they are not.
 */
const temporaryRefusals: readonly TemporaryRefusal[] = [
  [
    ["autoscaling:DeleteAutoScalingGroup"],
    "ScalingActivityInProgressFault",
    "You cannot delete an AutoScalingGroup while there are scaling activities in progress for that group.",
    400,
  ],
  [
    [
      "SetDesiredCapacity",
      "UpdateAutoScalingGroup",
      "TerminateInstanceInAutoScalingGroup",
      "ExecutePolicy",
      "DeleteWarmPool",
    ].map((operation) => `autoscaling:${operation}`),
    "ScalingActivityInProgressFault",
    "The operation can't be performed because there are scaling activities in progress.",
    400,
  ],
  [
    ["autoscaling:*"],
    "ResourceContentionFault",
    "You already have a pending update to an Amazon EC2 Auto Scaling resource (for example, an Auto Scaling group, instance, or load balancer).",
    500,
  ],
  [
    ["elasticloadbalancing:DeleteTargetGroup"],
    "ResourceInUseException",
    "Target group '{TargetGroupArn}' is currently in use by a listener or a rule",
    400,
  ],
  [
    ["elasticloadbalancing:DeleteLoadBalancer"],
    "ResourceInUseException",
    "Load balancer '{LoadBalancerArn}' cannot be deleted because it is currently associated with another service",
    400,
  ],
  [["elasticloadbalancing:DeleteListener"], "ResourceInUseException", "A specified resource is in use.", 400],
  [["ec2:DeleteSecurityGroup"], "DependencyViolation", "resource {GroupId} has a dependent object", 400],
  [
    ["dynamodb:CreateTable", "dynamodb:UpdateTable", "dynamodb:DeleteTable", "dynamodb:UpdateTimeToLive"],
    "ResourceInUseException",
    "Attempt to change a resource which is still in use: Table is being updated: {TableName}",
    400,
  ],
  [
    ["states:StartExecution", "states:UpdateStateMachine"],
    "StateMachineDeleting",
    "State Machine is being deleted: '{stateMachineArn}'",
    400,
  ],
  [
    ["sqs:CreateQueue"],
    "QueueDeletedRecently",
    "You must wait 60 seconds after deleting a queue before you can create another with the same name.",
    400,
  ],
  [
    ["events:PutRule", "events:DeleteRule", "events:EnableRule", "events:DisableRule", "events:*Targets"],
    "ConcurrentModificationException",
    "There is concurrent modification on a rule, target, archive, or replay.",
    400,
  ],
];

const refusalOf = (action: string): TemporaryRefusal | undefined =>
  temporaryRefusals.find(([actions]) => actions.some((pattern) => matchesAction(pattern, action)));

/** Whether the service ever refuses the action for a while only. */
export const isRefusedForAWhile = (action: string): boolean => refusalOf(action) !== undefined;

/** The `refused-for-a-while` fault: not now, says the service in its own words. */
export const refusedForAWhile = ({ action, input }: StruckCall): AwsError => {
  const [, code, message, status] = refusalOf(action) ?? [];
  if (code === undefined || message === undefined) throw new Error(`Nothing refuses '${action}' for a while.`);
  const members = new Map(Object.entries(typeof input === "object" && input !== null ? input : {}));
  const filled = message.replace(/\{(\w+)\}/g, (_, member) => String(members.get(member)));
  return new AwsError(code, filled, status === undefined ? {} : { status });
};
