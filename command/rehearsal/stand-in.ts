/** A described stack as the playground can stand in for it: what its instances run is the playground's own server. */
import { userDataOf } from "@sarcelle/playground/sample-stack";
import type { StackDocument } from "@sarcelle/playground/stacks";

type Group = StackDocument["AutoScalingGroups"][number];

/** A version of the playground's own server, which serves after so many seconds; further lines make it misbehave. */
export const serverOf = (version: string, bootSeconds: number, ...lines: readonly string[]): string =>
  userDataOf(version, version.repeat(7), `START_DELAY=${bootSeconds}`, ...lines);

/** A size, in the proportion in which the group's desired size becomes `most`: never nothing of something. */
const inProportion = ({ DesiredCapacity = 0 }: Group, most: number) => {
  const share = DesiredCapacity > most ? most / DesiredCapacity : 1;
  return <Size extends number | undefined>(size: Size): Size =>
    (size === undefined ? size : Math.ceil(size * share)) as Size;
};

/** The stack with at most so many instances desired in each group, bounds, schedules and warm pools in proportion. */
export const withSizes = (document: StackDocument, most: number): StackDocument => {
  const scaled = new Map(
    document.AutoScalingGroups.map((group) => [group.AutoScalingGroupName, inProportion(group, most)]),
  );
  const scaleOf = (name: string | undefined) => scaled.get(name) ?? (<Size>(size: Size) => size);
  const sizes = <
    Sized extends Partial<Pick<Group, "MinSize" | "MaxSize" | "DesiredCapacity" | "AutoScalingGroupName">>,
  >(
    sized: Sized,
  ): Sized => {
    const scale = scaleOf(sized.AutoScalingGroupName);
    const { MinSize, MaxSize, DesiredCapacity } = sized;
    const all = { MinSize: scale(MinSize), MaxSize: scale(MaxSize), DesiredCapacity: scale(DesiredCapacity) };
    return { ...sized, ...Object.fromEntries(Object.entries(all).filter(([, size]) => size !== undefined)) };
  };
  return {
    ...document,
    AutoScalingGroups: document.AutoScalingGroups.map(sizes),
    ScheduledUpdateGroupActions: document.ScheduledUpdateGroupActions.map(sizes),
  };
};

const codesIn = ({ Matcher }: StackDocument["TargetGroups"][number]): string => Matcher?.HttpCode ?? "200";

const includesOk = (codes: string): boolean =>
  codes.split(",").some((code) => {
    const [from = Number.NaN, to = from] = code.split("-").map(Number);
    return from <= 200 && 200 <= to;
  });

/** The stack with the playground's own server in it, and what is otherwise for that, in words. */
export const withServer = (
  document: StackDocument,
  bootSeconds: number,
): { readonly document: StackDocument; readonly told: readonly string[] } => {
  const abandoning = document.LifecycleHooks.filter(({ DefaultResult }) => DefaultResult === "ABANDON");
  const strange = document.TargetGroups.filter((group) => !includesOk(codesIn(group)));
  const UserData = Buffer.from(serverOf("1", bootSeconds)).toString("base64");
  return {
    document: {
      ...document,
      TargetGroups: document.TargetGroups.map((group) =>
        strange.includes(group) ? { ...group, Matcher: { HttpCode: "200" } } : group,
      ),
      LifecycleHooks: document.LifecycleHooks.map((hook) =>
        abandoning.includes(hook) ? { ...hook, DefaultResult: "CONTINUE" } : hook,
      ),
      LaunchTemplateVersions: document.LaunchTemplateVersions.map((version) => ({
        ...version,
        LaunchTemplateData: { ...version.LaunchTemplateData, UserData },
      })),
    },
    told: [
      `user data is not run: instances are the playground's own server, which serves ${bootSeconds} s after its launch`,
      ...abandoning.map(
        ({ LifecycleHookName, HeartbeatTimeout }) =>
          `lifecycle hook ${LifecycleHookName} is completed by nobody here: it goes on after its ${HeartbeatTimeout} s, and abandons nothing`,
      ),
      ...strange.map(
        (group) =>
          `target group ${group.TargetGroupName} expects ${codesIn(group)} of its health checks; the playground's own server answers 200, and that is expected here`,
      ),
    ],
  };
};
