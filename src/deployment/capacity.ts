import type { Change, State } from "../changes/change.ts";
import type { GroupView } from "./view.ts";

type Capacity = Pick<GroupView, "min" | "max" | "desired">;

const capacityState = ({ min, max, desired }: Capacity): State => ({ min, max, desired });

/** A group's minimum, maximum and desired number of instances, taken to `after`. */
export const resize = (group: Capacity & Pick<GroupView, "name">, after: Capacity): Change => ({
  resource: { kind: "group-capacity", id: group.name },
  before: capacityState(group),
  after: capacityState(after),
});
