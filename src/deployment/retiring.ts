/** What of an environment is taken away when it is retired, as it stands, and what keeps it from being. */
import { type Change, equal, type Kind, type ResourceRef, type State } from "../changes/change.ts";
import { SideBlocked } from "../errors.ts";
import { metricsState, processesState } from "../resources/described/scaling.ts";
import { failed, ready, type Verdict } from "./gates.ts";
import { type Hold, standsInWords } from "./hold.ts";
import { activeSide } from "./traffic.ts";
import type { View } from "./view.ts";

/** A resource that was made or marked for the environment, with its state as its kind reads it. */
export interface Owned {
  readonly resource: ResourceRef;
  readonly state: State;
}

/** All that an upgrade made and marked, as far as it stands, and what still uses it. */
export interface Retiring {
  /** What was made, and the marks on what was there before: of those, the tags alone. */
  readonly parts: readonly Owned[];
  /** How many instances the green group has; 0 where it is gone. */
  readonly instances: number;
  /** Listeners and rules, in words, that forward to a target group of green's and are no placeholder of the environment's. */
  readonly forwarding: readonly string[];
  /** The names of the launch templates that are marked, and stay. */
  readonly stays: readonly string[];
  /** The load balancer, by its name, where the registration had it protected from being deleted. */
  readonly protectedBalancer?: string;
  /** The version that green launches and the latest of its template; absent where the group is gone. */
  readonly launches?: { readonly version: string; readonly template: string; readonly latest: string };
}

/** What becomes of the launch templates that stay, and of the load balancer's protection: they are a person's from then on. */
export const stayNotices = ({ stays, protectedBalancer }: Retiring, { sides: { blue } }: View): readonly string[] => [
  ...stays.map((name) =>
    name === blue.group.launchTemplate.name
      ? `Launch template '${name}' stays, with the release that blue launches from it, and is yours: Sarcelle's tags are taken off.`
      : `Launch template '${name}' stays as it is; Sarcelle's tags are taken off.`,
  ),
  ...(protectedBalancer === undefined
    ? []
    : [`Load balancer '${protectedBalancer}' stays protected from being deleted.`]),
];

/** The order in which a twin is taken apart: what could start an instance first, and what something stands on after that. */
const apart = [
  "scaling-alarm",
  "scaling-policy",
  "warm-pool",
  "scheduled-action",
  "notification",
  "lifecycle-hook",
  "group-metrics",
  "group-processes",
  "auto-scaling-group",
  "launch-template",
  "placeholder-listener",
  "target-group",
  "tags",
  "registration",
] as const satisfies readonly Kind[];

/** What is left where a part cannot be deleted by itself, but only be as a group is made; null is what is gone. */
const without = ({ resource: { kind }, state }: Owned): State | null => {
  if (kind === "tags") return Object.fromEntries(Object.keys(state).map((key) => [key, null]));
  if (kind === "group-metrics") return metricsState([]);
  if (kind === "group-processes")
    return { ...Object.fromEntries(Object.keys(state).map((process) => [process, "running"])), ...processesState([]) };
  return null;
};

/** The changes that take away the parts of these kinds, in the order in which they go. */
export const takeAway = ({ parts }: Retiring, kinds: readonly Kind[]): readonly Change[] =>
  apart
    .filter((kind) => kinds.includes(kind))
    .flatMap((kind) => parts.filter(({ resource }) => resource.kind === kind))
    .map((part) => ({ resource: part.resource, before: part.state, after: without(part) }));

/** Whether green can be taken apart: empty, out of every listener's reach, and with nothing that a hold keeps. */
export const emptyAndUnreached = ({ instances, forwarding }: Retiring, holds: readonly Hold[]): Verdict => {
  if (forwarding.length > 0)
    return failed(`green cannot be taken away: ${forwarding.join(" and ")} still forwards to it`);
  if (holds.length > 0) return failed(`green cannot be taken away: ${holds.map(standsInWords).join(" ")}`);
  return instances > 0
    ? failed(
        `green has ${instances} instances still: AWS is not done with taking them away. Retire the environment again once they are gone, or give it more time: timeouts.empty`,
      )
    : ready("green is empty, and nothing forwards to it");
};

const protectedGroup = ({ parts }: Retiring): string | undefined =>
  parts.find(
    ({ resource, state }) =>
      resource.kind === "auto-scaling-group" && state.DeletionProtection === "prevent-all-deletion",
  )?.resource.id;

/** Throws `SideBlocked`, with what to do about each, if anything is known to keep an environment from being retired; `staying`: its holds that are not over. */
export const refuseUnretirable = (
  environment: string,
  view: View,
  retiring: Retiring,
  staying: readonly Hold[],
): void => {
  const { forwarding, launches } = retiring;
  const group = protectedGroup(retiring);
  const reasons = [
    // Where green has the traffic, all of its listeners forward to it.
    ...(activeSide(view) === "green"
      ? [`green has the production traffic, and blue is what stays: 'sarcelle switch ${environment} --to blue' first`]
      : forwarding.map((each) => `${each} forwards to green: point that elsewhere`)),
    ...staying.map((hold) => `${standsInWords(hold)} Retire it after that`),
    ...(group === undefined
      ? []
      : [
          `Auto Scaling group '${group}' is protected from being deleted: 'aws autoscaling update-auto-scaling-group --auto-scaling-group-name ${group} --deletion-protection none'`,
        ]),
    ...(launches === undefined || ["$Latest", launches.latest].includes(launches.version)
      ? []
      : [
          `green launches version ${launches.version} of launch template '${launches.template}', whose latest is ${launches.latest}, which no deployment made: only the latest could be made again. Delete what is later ('aws ec2 delete-launch-template-versions')`,
        ]),
  ];
  if (reasons.length > 0)
    throw new SideBlocked(`'${environment}' cannot be retired: ${reasons.join("; ")}. Nothing was changed.`);
};

/** What of a group's whole state another kind moves, by its attributes. */
const moved: Partial<Readonly<Record<Kind, Readonly<Record<string, string>>>>> = {
  "group-capacity": { min: "MinSize", max: "MaxSize", desired: "DesiredCapacity" },
  "scale-in-protection": { newInstances: "NewInstancesProtectedFromScaleIn" },
};

const partAfter = (part: Owned, { resource, after }: Change): Owned => {
  if (resource.id !== part.resource.id || after === null) return part;
  const { kind } = part.resource;
  if (kind === resource.kind) {
    // As a whole where it is one; of processes those that were touched.
    return { ...part, state: kind === "group-processes" ? { ...part.state, ...after } : after };
  }
  const names = kind === "auto-scaling-group" ? moved[resource.kind] : undefined;
  const attributes = Object.entries(names ?? {}).flatMap(([from, to]) => {
    const value = after[from];
    return value === undefined || equal(value, part.state[to]) ? [] : [[to, value] as const];
  });
  return attributes.length === 0 ? part : { ...part, state: { ...part.state, ...Object.fromEntries(attributes) } };
};

/** What stands once those changes are made: a side that was emptied is taken away as it is then. */
export const retiringAfter = (retiring: Retiring, changes: readonly Change[]): Retiring => ({
  ...retiring,
  parts: retiring.parts.map((part) => changes.reduce(partAfter, part)),
});

/** The tags of a resource that are Sarcelle's, as the marks that they are. */
export const marksIn = (tags: State): State =>
  Object.fromEntries(Object.entries(tags).filter(([key]) => key.startsWith("sarcelle:")));
