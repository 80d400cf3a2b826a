/** Takes everything away that a run made, of whichever step it came to, and says what is left. */
import { DeleteCertificateCommand, paginateListCertificates } from "@aws-sdk/client-acm";
import { DeleteAutoScalingGroupCommand, paginateDescribeAutoScalingGroups } from "@aws-sdk/client-auto-scaling";
import { DeleteLogGroupCommand, paginateDescribeLogGroups } from "@aws-sdk/client-cloudwatch-logs";
import { DeleteLaunchTemplateCommand, paginateDescribeLaunchTemplates } from "@aws-sdk/client-ec2";
import {
  DeleteLoadBalancerCommand,
  DeleteTargetGroupCommand,
  paginateDescribeLoadBalancers,
  paginateDescribeTargetGroups,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import {
  DeleteBucketCommand,
  DeleteObjectsCommand,
  HeadBucketCommand,
  paginateListObjectsV2,
} from "@aws-sdk/client-s3";
import { deleteStack, stackNamed } from "./stacks.ts";
import { names, type Trial, waitUntil } from "./trial.ts";

/** Something of a run's that is there: what it is called, and what takes it away by hand. */
export interface Leftover {
  readonly what: string;
  readonly command: string;
  readonly remove: () => Promise<unknown>;
}

const isOurs = (name: string | undefined): name is string =>
  name === names.service || name?.startsWith(`${names.service}-`) === true;

const stackLeft = async (trial: Trial, name: string): Promise<readonly Leftover[]> =>
  (await stackNamed(trial, name)) === undefined
    ? []
    : [
        {
          what: `stack ${name}`,
          command: `aws cloudformation delete-stack --stack-name ${name}`,
          remove: () => deleteStack(trial, name),
        },
      ];

const groupsLeft = async (
  { clients: { autoScaling: client } }: Trial,
  which: (name: string | undefined) => name is string = isOurs,
): Promise<readonly Leftover[]> => {
  const found: Leftover[] = [];
  for await (const { AutoScalingGroups = [] } of paginateDescribeAutoScalingGroups({ client }, {}))
    for (const { AutoScalingGroupName: name } of AutoScalingGroups)
      if (which(name))
        found.push({
          what: `Auto Scaling group ${name}, with its instances`,
          command: `aws autoscaling delete-auto-scaling-group --force-delete --auto-scaling-group-name ${name}`,
          remove: () =>
            client.send(new DeleteAutoScalingGroupCommand({ AutoScalingGroupName: name, ForceDelete: true })),
        });
  return found;
};

/** The twin, which is in no stack. */
const isTwin = (name: string | undefined): name is string => isOurs(name) && name !== names.service;

const balancersLeft = async ({ clients: { loadBalancing: client } }: Trial): Promise<readonly Leftover[]> => {
  const found: Leftover[] = [];
  for await (const { LoadBalancers = [] } of paginateDescribeLoadBalancers({ client }, {}))
    for (const { LoadBalancerArn, LoadBalancerName: name } of LoadBalancers)
      if (isOurs(name))
        found.push({
          what: `load balancer ${name}`,
          command: `aws elbv2 delete-load-balancer --load-balancer-arn ${LoadBalancerArn}`,
          remove: () => client.send(new DeleteLoadBalancerCommand({ LoadBalancerArn })),
        });
  return found;
};

const targetGroupsLeft = async ({ clients: { loadBalancing: client } }: Trial): Promise<readonly Leftover[]> => {
  const found: Leftover[] = [];
  for await (const { TargetGroups = [] } of paginateDescribeTargetGroups({ client }, {}))
    for (const { TargetGroupArn, TargetGroupName: name } of TargetGroups)
      if (isOurs(name))
        found.push({
          what: `target group ${name}`,
          command: `aws elbv2 delete-target-group --target-group-arn ${TargetGroupArn}`,
          remove: () => client.send(new DeleteTargetGroupCommand({ TargetGroupArn })),
        });
  return found;
};

const templatesLeft = async ({ clients: { ec2: client } }: Trial): Promise<readonly Leftover[]> => {
  const found: Leftover[] = [];
  for await (const { LaunchTemplates = [] } of paginateDescribeLaunchTemplates({ client }, {}))
    for (const { LaunchTemplateId, LaunchTemplateName: name } of LaunchTemplates)
      if (isOurs(name))
        found.push({
          what: `launch template ${name}`,
          command: `aws ec2 delete-launch-template --launch-template-id ${LaunchTemplateId}`,
          remove: () => client.send(new DeleteLaunchTemplateCommand({ LaunchTemplateId })),
        });
  return found;
};

const certificatesLeft = async ({ clients: { certificates: client } }: Trial): Promise<readonly Leftover[]> => {
  const found: Leftover[] = [];
  for await (const { CertificateSummaryList = [] } of paginateListCertificates({ client }, {}))
    for (const { CertificateArn, DomainName } of CertificateSummaryList)
      if (DomainName === names.domain)
        found.push({
          what: `certificate for ${DomainName}`,
          command: `aws acm delete-certificate --certificate-arn ${CertificateArn}`,
          remove: () => client.send(new DeleteCertificateCommand({ CertificateArn })),
        });
  return found;
};

const bucketLeft = async ({ clients: { s3: client }, account, region }: Trial): Promise<readonly Leftover[]> => {
  const Bucket = names.bucket(account, region);
  try {
    await client.send(new HeadBucketCommand({ Bucket }));
  } catch (error) {
    if (error instanceof Error && /^(NotFound|NoSuchBucket)$/.test(error.name)) return [];
    throw error;
  }
  const remove = async () => {
    for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket }))
      if (Contents.length > 0)
        await client.send(
          new DeleteObjectsCommand({ Bucket, Delete: { Objects: Contents.map(({ Key }) => ({ Key })) } }),
        );
    await client.send(new DeleteBucketCommand({ Bucket }));
  };
  return [{ what: `bucket ${Bucket}`, command: `aws s3 rb --force s3://${Bucket}`, remove }];
};

/** Those of functions that wrote a last line when their own was deleted already. */
const logGroupsLeft = async ({ clients: { logs: client } }: Trial): Promise<readonly Leftover[]> => {
  const found: Leftover[] = [];
  const logGroupNamePrefix = `/aws/lambda/${names.installation}-`;
  for await (const { logGroups = [] } of paginateDescribeLogGroups({ client }, { logGroupNamePrefix }))
    for (const { logGroupName } of logGroups)
      found.push({
        what: `log group ${logGroupName}`,
        command: `aws logs delete-log-group --log-group-name ${logGroupName}`,
        remove: () => client.send(new DeleteLogGroupCommand({ logGroupName })),
      });
  return found;
};

/**
 * What is there, each kind after all that stand on it. Sarcelle goes first: from then on nobody makes anything again. Then the groups,
 * which alone keep instances; with the service's stack go its listeners, and with them what keeps target groups in use.
 */
const kinds: readonly ((trial: Trial) => Promise<readonly Leftover[]>)[] = [
  (trial) => stackLeft(trial, names.installation),
  (trial) => groupsLeft(trial, isTwin),
  (trial) => stackLeft(trial, names.serviceStack),
  (trial) => groupsLeft(trial),
  balancersLeft,
  targetGroupsLeft,
  templatesLeft,
  certificatesLeft,
  bucketLeft,
  logGroupsLeft,
];

/** Everything of a run's that is there. */
export const leftovers = async (trial: Trial): Promise<readonly Leftover[]> => {
  const found = new Map<string, Leftover>();
  for (const left of kinds) for (const leftover of await left(trial)) found.set(leftover.command, leftover);
  return [...found.values()];
};

/** How long what is in use may stay so, in seconds: network interfaces and certificates are let go minutes after their load balancer. */
const inUseFor = 900;

/** Takes one kind away and waits until there is none. What is in use yet, or somebody else takes away, is tried again. */
const removeKind = async (trial: Trial, left: (typeof kinds)[number]): Promise<void> => {
  let last: unknown;
  const isGone = async () => {
    const found = await left(trial);
    for (const { remove } of found)
      await remove().catch((error: unknown) => {
        last = error;
      });
    return found.length === 0;
  };
  await waitUntil(trial.clock, "it is gone", inUseFor, isGone).catch((error: unknown) => {
    throw last ?? error;
  });
};

/** Takes everything away; what could not be, whatever the reason, is in the answer. */
export const removeAll = async (trial: Trial): Promise<readonly Leftover[]> => {
  trial.say("Taking everything away (about ten minutes) …");
  for (const kind of kinds)
    await removeKind(trial, kind).catch((error: unknown) => {
      trial.say(`   ✗ ${error instanceof Error ? error.message : String(error)}`);
    });
  return leftovers(trial);
};
