import type { PutScalingPolicyCommandInput } from "@aws-sdk/client-auto-scaling";
import { NotEmulated } from "../../world/aws-error.ts";
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
} as const;
/** All of these. */
export const policyParameters = [...new Set(Object.values(parameters).flat())];

/** The type of a policy, if the playground has it. */
export const policyType = (asked: string): GroupPolicy["PolicyType"] => {
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

/** Refuses parameters that the type of policy does not know, or that contradict each other. */
export const validatePolicy = (input: PutScalingPolicyCommandInput, type: GroupPolicy["PolicyType"]): void => {
  const known: readonly string[] = parameters[type];
  const foreign = policyParameters.filter((name) => input[name] !== undefined && !known.includes(name));
  if (foreign.length > 0) throw validationError(`${foreign.join(", ")} cannot be specified for policy type ${type}`);
  if (type === "TargetTrackingScaling") required(input.TargetTrackingConfiguration, "targetTrackingConfiguration");
  else validateAdjustment(input, type);
  const aggregation = input.MetricAggregationType;
  if (aggregation !== undefined && !aggregationTypes.includes(aggregation))
    throw validationError(`Invalid metric aggregation type: ${aggregation}`);
};
