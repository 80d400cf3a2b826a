/** How much of everything an account may have in a region: one home for the numbers, with AWS's names and codes for them. */
import { AwsError } from "./aws-error.ts";

/** https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_ServiceQuota.html */
export interface Quota {
  /** Whose it is, as Service Quotas calls it. */
  readonly service: string;
  readonly code: string;
  readonly name: string;
  /** What AWS gives every account; an older account often has more. */
  readonly byDefault: number;
  /** What accounts of the playground have at first, if not that. */
  readonly atFirst?: number;
  readonly isAdjustable: boolean;
}

const quota = (service: string, isAdjustable: boolean, code: string, byDefault: number, name: string): Quota => ({
  ...{ service, isAdjustable, code, byDefault, name },
});

const ofLoadBalancing = "elasticloadbalancing";

/**
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-quotas.html
 * https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-instance-quotas.html
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-limits.html
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
 */
const known = {
  autoScalingGroups: quota("autoscaling", true, "L-CDE20ADC", 500, "Auto Scaling groups per region"),
  launchConfigurations: quota("autoscaling", true, "L-6B80B8FA", 200, "Launch configurations per region"),
  vcpus: {
    ...quota("ec2", true, "L-1216C47A", 5, "Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances"),
    atFirst: 1_152,
  },
  loadBalancers: quota(ofLoadBalancing, true, "L-53DA6B97", 50, "Application Load Balancers per Region"),
  networkLoadBalancers: quota(ofLoadBalancing, true, "L-69A177A2", 50, "Network Load Balancers per Region"),
  certificates: quota(ofLoadBalancing, true, "L-9365A611", 25, "Certificates per Application Load Balancer"),
  listeners: quota(ofLoadBalancing, true, "L-B6DF7632", 50, "Listeners per Application Load Balancer"),
  rules: quota(ofLoadBalancing, true, "L-7EED9B64", 100, "Rules per Application Load Balancer"),
  targetGroupsOfLoadBalancer: quota(
    ...([ofLoadBalancing, false, "L-822D1B1B", 100, "Target Groups per Application Load Balancer"] as const),
  ),
  targetGroups: quota(ofLoadBalancing, true, "L-B22855CB", 3_000, "Target Groups per Region"),
  targetsOfLoadBalancer: quota(ofLoadBalancing, true, "L-7E6692B2", 1_000, "Targets per Application Load Balancer"),
  targets: quota(ofLoadBalancing, true, "L-A0D0B863", 1_000, "Targets per Target Group per Region"),
  concurrentExecutions: quota("lambda", true, "L-B99A9384", 1_000, "Concurrent executions"),
  logGroups: quota("logs", true, "L-C7B9AAAB", 1_000_000, "Log groups"),
};

export type QuotaName = keyof typeof known;

/** A quota with what the account has of it. */
export interface AppliedQuota extends Quota {
  readonly value: number;
}

/** The quotas of an account in a region. */
export interface Quotas {
  of(name: QuotaName): number;
  /** All that the playground knows, in the order of their services and codes. */
  list(): readonly AppliedQuota[];
  /** Gives the account more or less. Throws AwsError for a quota that there is not, or that AWS changes for nobody. */
  set(service: string, code: string, value: unknown): AppliedQuota;
}

const initial = ({ byDefault, atFirst = byDefault }: Quota): number => atFirst;

const byServiceAndCode = (a: Quota, b: Quota) => (`${a.service} ${a.code}` < `${b.service} ${b.code}` ? -1 : 1);

const refused = (message: string) => new AwsError("ValidationException", message);

/** An account's at first. */
export const createQuotas = (): Quotas => {
  const values = new Map<string, number>();
  const applied = (one: Quota): AppliedQuota => ({ ...one, value: values.get(one.code) ?? initial(one) });
  const list = () => Object.values(known).map(applied).sort(byServiceAndCode);
  return {
    of: (name) => applied(known[name]).value,
    list,
    set(service, code, value) {
      const found = list().find((one) => one.service === service && one.code === code);
      if (found === undefined) {
        const there = list().map((one) => `${one.service}/${one.code} (${one.name})`);
        throw refused(`There is no quota '${service}/${code}'. There are: ${there.join(", ")}.`);
      }
      if (!found.isAdjustable) throw refused(`The quota '${found.name}' is ${found.value} for everybody.`);
      if (typeof value !== "number" || !Number.isInteger(value) || value < 0)
        throw refused(`value is a whole number from 0, not ${JSON.stringify(value)}.`);
      values.set(code, value);
      return { ...found, value };
    },
  };
};

/** What an account may have; as at first where nobody gave it quotas of its own. */
export const quotaOf = (name: QuotaName, { quotas }: { readonly quotas?: Quotas }): number =>
  quotas?.of(name) ?? initial(known[name]);
