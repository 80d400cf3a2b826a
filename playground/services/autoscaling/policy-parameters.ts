import type { PutScalingPolicyCommandInput } from "@aws-sdk/client-auto-scaling";
import { required, validationError } from "../constraints.ts";
import { adjustmentTypes, stepsProblem } from "./adjustment.ts";
import type { GroupPolicy } from "./records.ts";

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
  PredictiveScaling: ["PredictiveScalingConfiguration"],
} as const;
/** All of these. */
export const policyParameters = [...new Set(Object.values(parameters).flat())];

const types = Object.keys(parameters) as readonly GroupPolicy["PolicyType"][];

/** The type of a policy. Throws AWS's error if there is no such type. */
export const policyType = (asked: string): GroupPolicy["PolicyType"] => {
  const type = types.find((each) => each === asked);
  if (type === undefined) throw validationError(`Invalid policy type: ${asked}`);
  return type;
};

/** Those of a policy's parameters that say something: `StepAdjustments: []`, as DescribePolicies shows it, does not. */
export const givenParameters = (input: PutScalingPolicyCommandInput) =>
  policyParameters.filter((name) => {
    const value = input[name];
    return value !== undefined && !(Array.isArray(value) && value.length === 0);
  });

const validateAdjustment = (input: PutScalingPolicyCommandInput, type: "SimpleScaling" | "StepScaling"): void => {
  const { AdjustmentType, ScalingAdjustment, MinAdjustmentMagnitude, StepAdjustments = [] } = input;
  if (AdjustmentType === undefined)
    throw validationError(`You must specify an AdjustmentType for policy type: ${type}`);
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

/** Refuses parameters that the type of policy does not know, or that contradict each other. */
export const validatePolicy = (input: PutScalingPolicyCommandInput, type: GroupPolicy["PolicyType"]): void => {
  const known: readonly string[] = parameters[type];
  const foreign = givenParameters(input).filter((name) => !known.includes(name));
  if (foreign.length > 0) throw validationError(`${foreign.join(", ")} cannot be specified for policy type ${type}`);
  if (type === "PredictiveScaling") validatePrediction(input);
  else if (type !== "TargetTrackingScaling") validateAdjustment(input, type);
  const aggregation = input.MetricAggregationType;
  if (aggregation !== undefined && !aggregationTypes.includes(aggregation))
    throw validationError(`Invalid metric aggregation type: ${aggregation}`);
};

const validatePrediction = ({ PredictiveScalingConfiguration }: PutScalingPolicyCommandInput): void => {
  const at = "predictiveScalingConfiguration";
  const { MetricSpecifications } = required(PredictiveScalingConfiguration, at);
  required(MetricSpecifications, `${at}.metricSpecifications`);
};
