import type {
  Alarm,
  DeletePolicyCommandInput,
  DeletePolicyCommandOutput,
  DescribePoliciesCommandInput,
  DescribePoliciesCommandOutput,
  PutScalingPolicyCommandInput,
  PutScalingPolicyCommandOutput,
  ScalingPolicy,
} from "@aws-sdk/client-auto-scaling";
import { NotEmulated } from "../../world/aws-error.ts";
import type { Alarms } from "../../world/neighbours.ts";
import { page } from "../../world/pages.ts";
import { uuid } from "../../world/random.ts";
import { operation, type Surroundings } from "../../world/service.ts";
import { stepsProblem } from "./adjustment.ts";
import { required, validationError } from "./group.ts";
import type { Permissions } from "./permissions.ts";
import { groupNamed, ownedBy, type Store } from "./store.ts";

export type Policy = ScalingPolicy & {
  readonly AutoScalingGroupName: string;
  readonly PolicyName: string;
  readonly PolicyARN: string;
  readonly PolicyType: "SimpleScaling" | "StepScaling" | "TargetTrackingScaling";
  readonly Enabled: boolean;
};

export const adjustmentTypes = ["ChangeInCapacity", "ExactCapacity", "PercentChangeInCapacity"] as const;
const aggregationTypes = ["Minimum", "Maximum", "Average"];

/** Which parameters each type of policy knows; any other is refused, as AWS does. */
const parameters = {
  SimpleScaling: ["AdjustmentType", "MinAdjustmentMagnitude", "ScalingAdjustment", "Cooldown"],
  StepScaling: [
    "AdjustmentType",
    "MinAdjustmentMagnitude",
    "StepAdjustments",
    "MetricAggregationType",
    "EstimatedInstanceWarmup",
  ],
  TargetTrackingScaling: ["EstimatedInstanceWarmup", "TargetTrackingConfiguration"],
} as const;
const typeSpecific = [...new Set(Object.values(parameters).flat())];

const policyType = (asked: string): Policy["PolicyType"] => {
  if (asked === "PredictiveScaling") throw new NotEmulated("predictive scaling policies");
  if (asked !== "SimpleScaling" && asked !== "StepScaling" && asked !== "TargetTrackingScaling")
    throw validationError(`Invalid policy type: ${asked}`);
  return asked;
};

const validateAdjustment = (input: PutScalingPolicyCommandInput, type: "SimpleScaling" | "StepScaling"): void => {
  const { AdjustmentType, ScalingAdjustment, MinAdjustmentMagnitude, StepAdjustments = [] } = input;
  if (!adjustmentTypes.some((one) => one === AdjustmentType))
    throw validationError(`Invalid adjustment type: ${AdjustmentType}. Valid types are: ${adjustmentTypes.join(", ")}`);
  if (MinAdjustmentMagnitude !== undefined && AdjustmentType !== "PercentChangeInCapacity")
    throw validationError("MinAdjustmentMagnitude is only valid for AdjustmentType PercentChangeInCapacity");
  if (type === "StepScaling") {
    const problem = stepsProblem(StepAdjustments);
    if (problem !== undefined) throw validationError(problem);
  } else if (ScalingAdjustment === undefined) {
    throw validationError("ScalingAdjustment is required for SimpleScaling");
  }
  const exact = type === "StepScaling" ? StepAdjustments.map((step) => step.ScalingAdjustment) : [ScalingAdjustment];
  if (AdjustmentType === "ExactCapacity" && exact.some((value) => (value ?? 0) < 0))
    throw validationError("ScalingAdjustment must be non-negative for AdjustmentType ExactCapacity");
};

const validate = (input: PutScalingPolicyCommandInput, type: Policy["PolicyType"]): void => {
  const known: readonly string[] = parameters[type];
  const foreign = typeSpecific.filter((name) => input[name] !== undefined && !known.includes(name));
  if (foreign.length > 0) throw validationError(`${foreign.join(", ")} cannot be specified for policy type ${type}`);
  if (type === "TargetTrackingScaling") required(input.TargetTrackingConfiguration, "targetTrackingConfiguration");
  else validateAdjustment(input, type);
  const aggregation = input.MetricAggregationType;
  if (aggregation !== undefined && !aggregationTypes.includes(aggregation))
    throw validationError(`Invalid metric aggregation type: ${aggregation}`);
};

/** The group's policy of this name or ARN; a policy's ARN needs no group. */
export const findPolicy = (store: Store, group: string | undefined, nameOrArn: string): Policy | undefined =>
  store.policies
    .values()
    .find(
      (policy) =>
        (policy.PolicyARN === nameOrArn || (policy.PolicyName === nameOrArn && group !== undefined)) &&
        (group === undefined || policy.AutoScalingGroupName === group),
    );

/** PutScalingPolicy, DescribePolicies, DeletePolicy. Target tracking is kept and shown; AWS would also make alarms. */
export const policyOperations = (
  { account, region, random, pageSize }: Surroundings,
  store: Store,
  permissions: Permissions,
  alarms: Alarms | undefined,
) => {
  const alarmsOf = (arn: string): Alarm[] =>
    (alarms?.describe() ?? [])
      .filter((alarm) => alarm.actions.includes(arn))
      .map((alarm) => ({ AlarmName: alarm.name, AlarmARN: alarm.arn }));

  return {
    PutScalingPolicy: operation<PutScalingPolicyCommandInput, PutScalingPolicyCommandOutput>({
      accepts: ["AutoScalingGroupName", "PolicyName", "PolicyType", "Enabled", ...typeSpecific],
      needs: permissions.onGroup("PutScalingPolicy"),
      run: (input) => {
        const group = groupNamed(store, input.AutoScalingGroupName);
        const PolicyName = required(input.PolicyName, "policyName");
        const before = store.policies.get(ownedBy(group.name, PolicyName));
        const PolicyType = policyType(input.PolicyType ?? "SimpleScaling");
        validate(input, PolicyType);
        const given = typeSpecific.filter((name) => input[name] !== undefined);
        const policy: Policy = {
          ...Object.fromEntries(given.map((name) => [name, input[name]])),
          ...(PolicyType === "StepScaling" ? { MetricAggregationType: input.MetricAggregationType ?? "Average" } : {}),
          AutoScalingGroupName: group.name,
          PolicyName,
          PolicyARN:
            before?.PolicyARN ??
            `arn:aws:autoscaling:${region}:${account}:scalingPolicy:${uuid(random)}:autoScalingGroupName/${group.name}:policyName/${PolicyName}`,
          PolicyType,
          Enabled: input.Enabled ?? true,
        };
        store.policies.put(ownedBy(group.name, PolicyName), policy);
        return { PolicyARN: policy.PolicyARN, Alarms: [] };
      },
    }),

    DescribePolicies: operation<DescribePoliciesCommandInput, DescribePoliciesCommandOutput>({
      accepts: ["AutoScalingGroupName", "PolicyNames", "PolicyTypes", "NextToken", "MaxRecords"],
      run: ({ AutoScalingGroupName, PolicyNames: names = [], PolicyTypes: types = [], NextToken, MaxRecords }) => {
        const policies = store.policies
          .seenValues()
          .filter(
            (policy) =>
              (AutoScalingGroupName === undefined || policy.AutoScalingGroupName === AutoScalingGroupName) &&
              (names.length === 0 || names.includes(policy.PolicyName) || names.includes(policy.PolicyARN)) &&
              (types.length === 0 || types.includes(policy.PolicyType)),
          );
        const { items, next } = page(policies, NextToken, MaxRecords, pageSize);
        return {
          ScalingPolicies: items.map((policy) => ({ ...policy, Alarms: alarmsOf(policy.PolicyARN) })),
          NextToken: next,
        };
      },
    }),

    DeletePolicy: operation<DeletePolicyCommandInput, DeletePolicyCommandOutput>({
      accepts: ["AutoScalingGroupName", "PolicyName"],
      needs: (input) => [
        permissions.need(
          "DeletePolicy",
          input.AutoScalingGroupName ?? findPolicy(store, undefined, input.PolicyName ?? "")?.AutoScalingGroupName,
        ),
      ],
      run: ({ AutoScalingGroupName, PolicyName }) => {
        const name = required(PolicyName, "policyName");
        if (AutoScalingGroupName !== undefined) groupNamed(store, AutoScalingGroupName);
        const policy = findPolicy(store, AutoScalingGroupName, name);
        // Deleting what does not exist succeeds, when the group does.
        if (policy) store.policies.remove(ownedBy(policy.AutoScalingGroupName, policy.PolicyName));
        return {};
      },
    }),
  };
};
