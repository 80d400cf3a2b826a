/** Which of a group's instances AWS leaves when it shrinks: on an idle side none, so that it can be emptied. */
import { type Change, isVoid, type State } from "../changes/change.ts";
import type { GroupView, InstanceView } from "./view.ts";

const stateOf = ({ protectsNew = false, instances }: GroupView, which: (instance: InstanceView) => boolean): State => ({
  newInstances: protectsNew,
  protected: instances
    .filter(which)
    .map(({ id }) => id)
    .sort(),
});

const isProtected = ({ isProtected = false }: InstanceView): boolean => isProtected;

/** None where it is so already. */
const changes = (group: GroupView, after: State): readonly Change[] => {
  const change: Change = {
    resource: { kind: "scale-in-protection", id: group.name },
    before: stateOf(group, isProtected),
    after,
  };
  return isVoid(change) ? [] : [change];
};

/**
 * Lifts the protection of an idle side: AWS takes none of its instances away before. After the group is made smaller, so that the undo
 * protects what it launches.
 */
export const unprotect = (group: GroupView): readonly Change[] =>
  changes(group, { newInstances: false, protected: [] });

/** Before a side gets the traffic: its instances are protected if `like` protects what it launches. */
export const protectAs = (group: GroupView, like: GroupView): readonly Change[] =>
  changes(
    group,
    like.protectsNew === true
      ? stateOf({ ...group, protectsNew: true }, ({ lifecycleState }) => lifecycleState === "InService")
      : stateOf(group, isProtected),
  );
