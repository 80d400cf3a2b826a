import type { Change, Json, State } from "../../changes/change.ts";
import { beginsHold } from "../hold.ts";
import type { GroupView, ListenerView, SideView, View } from "../view.ts";

const numberIn = (state: State | null, attribute: string, otherwise: number): number =>
  typeof state?.[attribute] === "number" ? state[attribute] : otherwise;

const processesAfter = (suspended: readonly string[], after: State | null): readonly string[] => [
  ...suspended.filter((process) => after?.[process] !== "running"),
  ...Object.keys(after ?? {}).filter((process) => after?.[process] === "suspended" && !suspended.includes(process)),
];

const groupAfter = (group: GroupView, change: Change): GroupView => {
  const {
    resource: { kind, id },
    before,
    after,
  } = change;
  if (id !== group.name) return group;
  switch (kind) {
    case "group-capacity":
      // A minimum that somebody changed would be left.
      if (numberIn(before, "min", group.min) !== group.min) return group;
      return {
        ...withoutHold(group),
        ...(beginsHold(change) && { returnsTo: group.returnsTo ?? group.min }),
        // What is to be empty has no instance by the next step that asks.
        instances: after?.desired === 0 ? [] : group.instances,
        min: numberIn(after, "min", group.min),
        max: numberIn(after, "max", group.max),
        desired: numberIn(after, "desired", group.desired),
      };
    case "group-processes":
      return { ...group, suspended: processesAfter(group.suspended, after) };
    case "scale-in-protection":
      return {
        ...group,
        protectsNew: after?.newInstances === true,
        instances: group.instances.map((instance) => ({
          ...instance,
          isProtected: Array.isArray(after?.protected) && after.protected.includes(instance.id),
        })),
      };
    case "group-launch-template":
      return {
        ...group,
        launchTemplate: {
          id: String(after?.launchTemplateId),
          name: String(after?.launchTemplateName ?? group.launchTemplate.name),
          version: String(after?.version),
        },
      };
    case "warm-pool":
      return after === null ? group : { ...group, warmPool: after };
    default:
      return group;
  }
};

/** Whatever else sets its capacity, a group is held no more. */
const withoutHold = ({ returnsTo: _, ...group }: GroupView): GroupView => group;

const listenerAfter = (listener: ListenerView, { resource: { kind, id }, after }: Change): ListenerView =>
  kind === listener.kind && id === listener.arn && Array.isArray(after?.actions)
    ? { ...listener, actions: after.actions as readonly Json[] }
    : listener;

/** The environment as it is once the changes are made: listeners and groups. Instances and health come later, by themselves. */
export const afterChanges = (view: View, changes: readonly Change[]): View => {
  const side = (seen: SideView): SideView => ({ ...seen, group: changes.reduce(groupAfter, seen.group) });
  return {
    ...view,
    listeners: view.listeners.map((listener) => changes.reduce(listenerAfter, listener)),
    sides: { blue: side(view.sides.blue), green: side(view.sides.green) },
  };
};
