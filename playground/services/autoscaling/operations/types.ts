/** What kinds AWS has of something: the same answers in every account. */
import type {
  DescribeAdjustmentTypesCommandInput,
  DescribeAdjustmentTypesCommandOutput,
  DescribeAutoScalingNotificationTypesCommandInput,
  DescribeAutoScalingNotificationTypesCommandOutput,
  DescribeLifecycleHookTypesCommandInput,
  DescribeLifecycleHookTypesCommandOutput,
  DescribeMetricCollectionTypesCommandInput,
  DescribeMetricCollectionTypesCommandOutput,
  DescribeScalingProcessTypesCommandInput,
  DescribeScalingProcessTypesCommandOutput,
  DescribeTerminationPolicyTypesCommandInput,
  DescribeTerminationPolicyTypesCommandOutput,
} from "@aws-sdk/client-auto-scaling";
import { operation } from "../../../world/service.ts";
import { adjustmentTypes } from "../adjustment.ts";
import { groupMetricTypes } from "../group-metrics.ts";
import { lifecycleTransitions } from "../lifecycle-transitions.ts";
import { notificationTypes } from "../notification-types.ts";
import { processTypes } from "../process-types.ts";
import { terminationPolicyTypes } from "../termination-policy.ts";

export const describeAdjustmentTypes = operation<
  DescribeAdjustmentTypesCommandInput,
  DescribeAdjustmentTypesCommandOutput
>({
  accepts: [],
  run: () => ({ AdjustmentTypes: adjustmentTypes.map((AdjustmentType) => ({ AdjustmentType })) }),
});

export const describeAutoScalingNotificationTypes = operation<
  DescribeAutoScalingNotificationTypesCommandInput,
  DescribeAutoScalingNotificationTypesCommandOutput
>({
  accepts: [],
  run: () => ({ AutoScalingNotificationTypes: notificationTypes }),
});

export const describeLifecycleHookTypes = operation<
  DescribeLifecycleHookTypesCommandInput,
  DescribeLifecycleHookTypesCommandOutput
>({
  accepts: [],
  run: () => ({ LifecycleHookTypes: lifecycleTransitions }),
});

export const describeMetricCollectionTypes = operation<
  DescribeMetricCollectionTypesCommandInput,
  DescribeMetricCollectionTypesCommandOutput
>({
  accepts: [],
  run: () => ({
    Metrics: groupMetricTypes.map((Metric) => ({ Metric })),
    Granularities: [{ Granularity: "1Minute" }],
  }),
});

export const describeScalingProcessTypes = operation<
  DescribeScalingProcessTypesCommandInput,
  DescribeScalingProcessTypesCommandOutput
>({
  accepts: [],
  run: () => ({ Processes: processTypes.map((ProcessName) => ({ ProcessName })) }),
});

export const describeTerminationPolicyTypes = operation<
  DescribeTerminationPolicyTypesCommandInput,
  DescribeTerminationPolicyTypesCommandOutput
>({
  accepts: [],
  run: () => ({ TerminationPolicyTypes: terminationPolicyTypes }),
});
