/** What the reconciler's steps do to EC2, to the target groups and to Auto Scaling's own records. */
import type { AutoScalingContext } from "./context.ts";
import { parted, standBy } from "./departures.ts";
import { cancelLaunch, giveUpLaunch, launch, putInService } from "./launches.ts";
import { awaitLifecycleActions, proceed } from "./lifecycle-waits.ts";
import type { Group, GroupMember } from "./records.ts";
import { applyRefresh } from "./refresh-effects.ts";
import type { Step } from "./steps.ts";
import { removeGroup, updateGroup } from "./store.ts";
import { beginTermination, forgetMember, retain, shutDown, terminateMember } from "./terminations.ts";
import { returnToPool, startWarm, warmed } from "./warm-pool-moves.ts";

/** Does one step for the group, as it is at this moment. */
export const applyStep = (context: AutoScalingContext, group: Group, step: Step) => {
  switch (step.kind) {
    case "launch":
      return launch(context, group, step);
    case "source added":
      registerRunning(context, group, step.arn);
      return setSource(context, group, step.arn, "Added");
    case "source in service":
      return setSource(context, group, step.arn, "InService");
    case "source removed":
      return setSource(context, group, step.arn, undefined);
    case "refresh":
      return applyRefresh(context, group, step);
    case "delete pool":
      return context.store.warmPools.remove(group.name);
    case "delete group":
      return removeGroup(context.store, group.name);
    default: {
      const member = group.members.find((one) => one.id === step.instance);
      if (member) applyToMember(context, group, member, step);
    }
  }
};

type MemberStep = Extract<Step, { readonly instance: string }>;

const applyToMember = (context: AutoScalingContext, group: Group, member: GroupMember, step: MemberStep) => {
  switch (step.kind) {
    case "await lifecycle actions":
      return awaitLifecycleActions(context, group, member, step.transition);
    case "proceed":
      return proceed(context, group, member);
    case "start warm":
      return startWarm(context, group, member, step.cause);
    case "return to pool":
      return returnToPool(context, group, member, step.cause);
    case "stop":
      return context.fleet.stopInstance(member.id);
    case "warmed":
      return warmed(context, group, member);
    case "put in service":
      return putInService(context, group, member, step.register);
    case "retain":
      return retain(context, group, member, step.reason);
    case "give up launch":
      return giveUpLaunch(context, group, member, step.reason);
    case "abandon launch":
      cancelLaunch(context, member, step.reason);
      beginTermination(context, group, member, step.cause);
      return;
    case "terminate":
      terminateMember(context, group, member, step.cause);
      return;
    case "stand by":
      return standBy(context, group, member);
    case "detach":
      return parted(context, group, member);
    case "shut down":
      return shutDown(context, group, member);
    case "forget":
      return forgetMember(context, group, member);
  }
};

/** "Auto Scaling registers the running instances with these" when a target group is attached. */
const registerRunning = ({ fleet, targetGroups }: AutoScalingContext, group: Group, arn: string): void => {
  const running = group.members
    .filter((member) => member.state === "InService" && fleet.instance(member.id)?.state === "running")
    .map((member) => member.id);
  if (running.length > 0 && targetGroups.exists(arn)) targetGroups.register(arn, running);
};

const setSource = (
  { store }: AutoScalingContext,
  group: Group,
  arn: string,
  state: "Added" | "InService" | undefined,
): void =>
  updateGroup(store, group.name, (current) => ({
    ...current,
    trafficSources: current.trafficSources.flatMap((source) =>
      source.arn !== arn ? [source] : state === undefined ? [] : [{ ...source, state }],
    ),
  }));
