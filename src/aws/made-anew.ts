/** How what a deleted resource named is called now, where that was made again before it. */
import type { Change, State } from "../changes/change.ts";
import { policiesOf } from "../resources/describe-group-members.ts";
import { describeVersions } from "../resources/describe-launch-template.ts";
import { describeTargetGroups } from "../resources/describe-target-group.ts";
import { labelOf, type Named, namedIn, type Renamed, renamed, versionKey } from "../resources/described/made-anew.ts";
import { inGroup } from "../resources/group-absence.ts";
import type { Clients } from "../resources/kinds.ts";

type Looking = Pick<Clients, "autoScaling" | "ec2" | "loadBalancing">;

const labelsNow = async ({ loadBalancing }: Looking, { targetGroups }: Named) => {
  const now: [string, string][] = [];
  for (const { name, label } of targetGroups) {
    const [found] = await describeTargetGroups(loadBalancing, { Names: [name] });
    if (found?.TargetGroupArn !== undefined) now.push([label, labelOf(found.TargetGroupArn)]);
  }
  return now;
};

const policiesNow = async ({ autoScaling }: Looking, { policies }: Named) => {
  const now: [string, string][] = [];
  for (const { group, name, arn } of policies) {
    const found = (await inGroup(autoScaling, group, () => policiesOf(autoScaling, group))) ?? [];
    const policy = found.find(({ PolicyName }) => PolicyName === name);
    if (policy?.PolicyARN !== undefined) now.push([arn, policy.PolicyARN]);
  }
  return now;
};

/** A template that was made again has its first version, and as the latest what it launched: with a lower number. */
const versionsNow = async ({ ec2 }: Looking, { versions }: Named) => {
  const now: [string, string][] = [];
  for (const named of versions) {
    const template = { LaunchTemplateName: named.name };
    if ((await describeVersions(ec2, template, [named.version])).length > 0) continue;
    const [latest] = await describeVersions(ec2, template, ["$Latest"]);
    if (latest?.VersionNumber !== undefined) now.push([versionKey(named), String(latest.VersionNumber)]);
  }
  return now;
};

/** An undo that makes a resource again, with what it names as that is called now; any other undo as it is. */
export const madeAnew = async (clients: Looking, undo: Change): Promise<Change> => {
  const { before, after } = undo;
  if (before !== null || after === null) return undo;
  const named = namedIn(after);
  const to: Renamed = {
    texts: new Map([...(await labelsNow(clients, named)), ...(await policiesNow(clients, named))]),
    versions: new Map(await versionsNow(clients, named)),
  };
  return { ...undo, after: renamed(after, to) as State };
};
