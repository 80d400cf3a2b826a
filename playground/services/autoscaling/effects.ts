import type { Fleet, TargetGroups } from "../../world/neighbours.ts";
import { uuid } from "../../world/random.ts";
import type { Surroundings } from "../../world/service.ts";
import { type Activity, continueActivity } from "./activities.ts";
import { emitLifecycleAction } from "./events.ts";
import { type Group, isActive, type LifecycleAction, type Member, withMember } from "./group.ts";
import { createLaunches } from "./launches.ts";
import { launching, type Step } from "./reconcile.ts";
import { ofGroup, type Store, update } from "./store.ts";
import { createTerminations } from "./terminations.ts";

export interface Effects {
  /** Does one step for the group, as it is at this moment. */
  apply(group: Group, step: Step): void;
  /** Begins to terminate an instance: out of the target groups first. Answers the activity. */
  terminate(group: Group, member: Member, cause: string): Activity;
}

/** What the reconciler's steps do to EC2, to the target groups and to Auto Scaling's own records. */
export const createEffects = (
  surroundings: Surroundings,
  store: Store,
  fleet: Fleet,
  targetGroups: TargetGroups,
): Effects => {
  const { clock, random } = surroundings;
  const launches = createLaunches(surroundings, store, fleet, targetGroups);
  const terminations = createTerminations(surroundings, store, fleet, targetGroups);

  const terminate = (group: Group, member: Member, cause: string): Activity => {
    if (member.state !== "InService") launches.cancel(member, "Instance was terminated before it was in service.");
    return terminations.begin(group, member, cause);
  };

  const awaitLifecycleActions = (group: Group, member: Member, transition: string) => {
    const hooks = ofGroup(store.hooks, group.name).filter((hook) => hook.LifecycleTransition === transition);
    const begun = hooks.map((hook) => {
      const action: LifecycleAction = {
        hook: hook.LifecycleHookName,
        token: uuid(random),
        heartbeat: hook.HeartbeatTimeout * 1000,
        deadline: clock.now() + hook.HeartbeatTimeout * 1000,
        globalDeadline: clock.now() + hook.GlobalTimeout * 1000,
        defaultResult: hook.DefaultResult,
        result: undefined,
      };
      return { hook, action };
    });
    update(store, group.name, (now) =>
      withMember(now, member.id, {
        state: transition === launching ? "Pending:Wait" : "Terminating:Wait",
        lifecycleActions: begun.map(({ action }) => action),
      }),
    );
    continueActivity(store, member.activity, { status: "MidLifecycleAction", progress: 60 });
    for (const { hook, action } of begun)
      emitLifecycleAction(surroundings, group, member, transition, action, hook.NotificationMetadata);
  };

  const proceed = (group: Group, member: Member) =>
    update(store, group.name, (now) =>
      withMember(now, member.id, {
        state: isActive(member) ? "Pending:Proceed" : "Terminating:Proceed",
        lifecycleActions: [],
      }),
    );

  /** "Auto Scaling registers the running instances with these" when a target group is attached. */
  const registerAll = (group: Group, arn: string) => {
    const running = group.members
      .filter((member) => member.state === "InService" && fleet.instance(member.id)?.state === "running")
      .map((member) => member.id);
    if (running.length > 0 && targetGroups.exists(arn)) targetGroups.register(arn, running);
  };

  const setSource = (group: Group, arn: string, state: "Added" | "InService" | undefined) =>
    update(store, group.name, (now) => ({
      ...now,
      trafficSources: now.trafficSources.flatMap((source) =>
        source.arn !== arn ? [source] : state === undefined ? [] : [{ ...source, state }],
      ),
    }));

  type MemberStep = Extract<Step, { readonly instance: string }>;

  const applyToMember = (group: Group, member: Member, step: MemberStep) => {
    switch (step.kind) {
      case "await lifecycle actions":
        return awaitLifecycleActions(group, member, step.transition);
      case "proceed":
        return proceed(group, member);
      case "put in service":
        return launches.putInService(group, member, step.register);
      case "give up launch":
        return launches.giveUp(group, member, step.reason);
      case "abandon launch":
        launches.cancel(member, step.reason);
        terminations.begin(group, member, step.cause);
        return;
      case "terminate":
        terminate(group, member, step.cause);
        return;
      case "shut down":
        return terminations.shutDown(group, member);
      case "forget":
        return terminations.forget(group, member);
    }
  };

  const apply = (group: Group, step: Step) => {
    switch (step.kind) {
      case "launch":
        return launches.launch(group, step.subnet, step.cause);
      case "source added":
        registerAll(group, step.arn);
        return setSource(group, step.arn, "Added");
      case "source in service":
        return setSource(group, step.arn, "InService");
      case "source removed":
        return setSource(group, step.arn, undefined);
      case "delete group":
        return store.groups.remove(group.name);
      default: {
        const member = group.members.find((one) => one.id === step.instance);
        if (member) applyToMember(group, member, step);
      }
    }
  };

  return { apply, terminate };
};
