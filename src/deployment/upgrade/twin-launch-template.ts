import type { State } from "../../changes/change.ts";
import { refuseUncopyable } from "../../resources/described/fields.ts";
import {
  type DescribedLaunchTemplate,
  launchTemplateDataFields,
  launchTemplateFields,
  launchTemplateState,
  launchTemplateVersionFields,
} from "../../resources/described/launch-template.ts";
import { tagsOf } from "../../resources/described/tags.ts";
import { greenName, nameLimits } from "./names.ts";
import { greenTags, markAsBlue, reservedTags, whyTagsDiffer, withoutOwn } from "./ownership.ts";
import { type FieldReport, nameReport, twinOf, type UpgradePlan } from "./plan.ts";

/** The name of the twin that a launch template gets. */
export const greenLaunchTemplate = ({ template }: DescribedLaunchTemplate): string =>
  greenName(template.LaunchTemplateName ?? "", nameLimits.launchTemplate);

/** User data may hold secrets, and the report is shown to whoever may see the execution. */
const withoutUserData = (row: FieldReport): FieldReport =>
  row.field === "UserData" ? { ...row, from: `(${String(row.from).length} characters, not shown)` } : row;

/**
 * A launch template of its own for the green side, with what the live group launches now: a group that follows `$Latest` would
 * otherwise launch the version that was made for the other side.
 */
export const twinLaunchTemplate = (live: DescribedLaunchTemplate, environment: string): UpgradePlan => {
  const { template, version } = live;
  const name = template.LaunchTemplateName ?? "";
  const resource = `launch template ${name}`;
  refuseUncopyable(resource, launchTemplateFields, template);
  refuseUncopyable(`${resource} version ${version.VersionNumber}`, launchTemplateVersionFields, version);
  refuseUncopyable(
    `${resource} version ${version.VersionNumber}`,
    launchTemplateDataFields,
    version.LaunchTemplateData ?? {},
  );
  const tags = tagsOf(template.Tags);
  const { LaunchTemplateData, ...rest } = launchTemplateState(live);
  const { state, report } = twinOf(
    resource,
    { ...rest, Tags: withoutOwn(tags) },
    {
      Tags: { to: greenTags(tags, environment, (value) => value), why: whyTagsDiffer },
    },
  );
  const data = twinOf(resource, LaunchTemplateData as State, {});
  return {
    changes: [
      {
        resource: { kind: "launch-template", id: greenLaunchTemplate(live) },
        before: null,
        after: { ...state, LaunchTemplateData: data.state },
      },
      markAsBlue(resource, template.LaunchTemplateId ?? "", tags, environment),
    ],
    report: [
      nameReport(resource, "LaunchTemplateName", name, greenLaunchTemplate(live)),
      ...report,
      ...data.report.map(withoutUserData),
      ...reservedTags(resource, tags),
    ],
  };
};
