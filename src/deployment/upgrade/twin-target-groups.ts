import type { State } from "../../changes/change.ts";
import { refuseUncopyable } from "../../resources/described/fields.ts";
import { tagsOf } from "../../resources/described/tags.ts";
import {
  type DescribedTargetGroup,
  targetGroupFields,
  targetGroupState,
} from "../../resources/described/target-group.ts";
import { type Live, productionListeners, type Upgraded } from "./live.ts";
import { greenName, nameLimits } from "./names.ts";
import { greenTags, markAsBlue, reservedTags, whyTagsDiffer, withoutOwn } from "./ownership.ts";
import { joinPlans, nameReport, twinOf, type UpgradePlan } from "./plan.ts";

/** The name of a target group's twin on the green side. */
export const greenTargetGroup = ({ targetGroup }: DescribedTargetGroup): string =>
  greenName(targetGroup.TargetGroupName ?? "", nameLimits.targetGroup);

const twin = (live: DescribedTargetGroup, environment: string): UpgradePlan => {
  const name = live.targetGroup.TargetGroupName ?? "";
  const resource = `target group ${name}`;
  refuseUncopyable(resource, targetGroupFields, live.targetGroup);
  const { Attributes, Tags: _tags, ...settings } = targetGroupState(live);
  const tags = tagsOf(live.tags);
  const { state, report } = twinOf(
    resource,
    { ...settings, Tags: withoutOwn(tags) },
    { Tags: { to: greenTags(tags, environment, (value) => value), why: whyTagsDiffer } },
  );
  const attributes = twinOf(resource, Attributes as State, {});
  return {
    changes: [
      {
        resource: { kind: "target-group", id: greenTargetGroup(live) },
        before: null,
        after: { ...state, Attributes: attributes.state },
      },
      markAsBlue(resource, live.targetGroup.TargetGroupArn ?? "", tags, environment),
    ],
    report: [
      nameReport(resource, "TargetGroupName", name, greenTargetGroup(live)),
      ...report,
      ...attributes.report,
      ...reservedTags(resource, tags),
    ],
  };
};

/** The first step: for each target group of the live side one of the same settings for the other, and both marked. */
export const twinTargetGroups = (live: Live, environment: Upgraded): UpgradePlan => {
  const targets = new Set(productionListeners(live, environment).map(({ target }) => target));
  return joinPlans([...targets].map((target) => twin(target, environment.name)));
};
