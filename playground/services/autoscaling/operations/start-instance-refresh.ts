import type {
  DesiredConfiguration,
  StartInstanceRefreshCommandInput,
  StartInstanceRefreshCommandOutput,
} from "@aws-sdk/client-auto-scaling";
import { NotEmulated } from "../../../world/aws-error.ts";
import { uuid } from "../../../world/random.ts";
import { operation } from "../../../world/service.ts";
import { oneOf, validationError } from "../../constraints.ts";
import type { AutoScalingContext } from "../context.ts";
import { needToLaunch } from "../group-needs.ts";
import { needOnGroup } from "../needs.ts";
import type { Group, InstanceRefresh } from "../records.ts";
import { irreversible, keepRefresh, refuseDuringRefresh } from "../refresh-effects.ts";
import { checkAlarms, preferencesOf } from "../refresh-preferences.ts";
import { changedSettings } from "../settings.ts";
import { groupNamed } from "../store.ts";
import { mixedWithPool } from "../warm-pool-size.ts";

/**
 * Replaces the instances of a group, one group's one refresh at a time. It is Pending first.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_StartInstanceRefresh.html
 */
export const startInstanceRefresh = (context: AutoScalingContext) =>
  operation<StartInstanceRefreshCommandInput, StartInstanceRefreshCommandOutput>({
    accepts: ["AutoScalingGroupName", "Strategy", "DesiredConfiguration", "Preferences"],
    needs: ({ AutoScalingGroupName, DesiredConfiguration = {} }) => [
      needOnGroup(context, "StartInstanceRefresh", AutoScalingGroupName),
      ...needToLaunch(context, { AutoScalingGroupName, ...DesiredConfiguration }),
    ],
    run: ({ AutoScalingGroupName, Strategy, DesiredConfiguration, Preferences }) => {
      const { surroundings, store, alarms, wake } = context;
      const group = groupNamed(store, AutoScalingGroupName);
      refuseDuringRefresh(group);
      checkStrategy(Strategy, DesiredConfiguration);
      const preferences = preferencesOf(group, Preferences);
      const desired = DesiredConfiguration && completed(context, group, DesiredConfiguration);
      if (preferences.AutoRollback) checkReversible(group, desired);
      checkAlarms(alarms, preferences.AlarmSpecification);
      const id = uuid(surroundings.random);
      keepRefresh(context, group.name, {
        ...fresh,
        AutoScalingGroupName: group.name,
        id,
        requested: surroundings.clock.now(),
        preferences,
        desired,
      });
      wake(group.name);
      return { InstanceRefreshId: id };
    },
  });

const fresh: Omit<InstanceRefresh, "AutoScalingGroupName" | "id" | "requested" | "preferences" | "desired"> = {
  status: "Pending",
  reason: undefined,
  start: undefined,
  end: undefined,
  earlier: [],
  deployed: [],
  progress: undefined,
  rollback: undefined,
  checkpoint: undefined,
  bakesUntil: undefined,
  best: undefined,
  waits: true,
};

/** The first text is recorded of AWS. */
const checkStrategy = (strategy: string | undefined, desired: DesiredConfiguration | undefined): void => {
  oneOf(strategy, "strategy", ["Rolling", "ReplaceRootVolume"]);
  if (strategy !== "ReplaceRootVolume") return;
  if (desired === undefined)
    throw validationError(
      "The request isn't valid. The DesiredConfiguration parameter must be specified when using ReplaceRootVolume. Add the DesiredConfiguration parameter and try again.",
    );
  throw new NotEmulated("an instance refresh with the strategy ReplaceRootVolume: only Rolling");
};

/** Recorded but for what follows the version. */
const checkReversible = (group: Group, desired: DesiredConfiguration | undefined): void => {
  if (desired === undefined)
    throw validationError(
      "The request isn\u2019t valid. The AutoRollback parameter cannot be set to true when the DesiredConfiguration parameter is empty. Set AutoRollback to false or specify a desired configuration and try again.",
    );
  const why = irreversible(group, desired);
  if (why) throw validationError(`The AutoRollback parameter cannot be set to true: ${why}`);
};

/** With the template's id and its name, and of a policy the defaults: as the group will have it. */
const completed = (
  { fleet, store }: AutoScalingContext,
  group: Group,
  { LaunchTemplate, MixedInstancesPolicy }: DesiredConfiguration,
): DesiredConfiguration => {
  if (!LaunchTemplate && !MixedInstancesPolicy)
    throw validationError("DesiredConfiguration must have a LaunchTemplate or a MixedInstancesPolicy.");
  if (MixedInstancesPolicy && store.warmPools.get(group.name)) throw mixedWithPool();
  const settings = changedSettings(fleet, group.settings, {
    ...(LaunchTemplate ? { LaunchTemplate } : {}),
    ...(MixedInstancesPolicy ? { MixedInstancesPolicy } : {}),
  });
  return LaunchTemplate
    ? { LaunchTemplate: settings.LaunchTemplate }
    : { MixedInstancesPolicy: settings.MixedInstancesPolicy };
};
