import { resize } from "../capacity.ts";
import { rest } from "../processes.ts";
import { unprotect } from "../protection.ts";
import { bothSides } from "../traffic.ts";
import { movePool } from "../warm-pools.ts";
import { changing } from "./step.ts";

/** Takes the idle side to zero, with its warm pool and what is protected, and lets nothing scale it, so that the release starts from nothing. */
export const emptyIdleSide = changing({
  name: "EmptyIdleSide",
  looks: ["view"],
  kinds: ["group-capacity", "group-processes", "scale-in-protection", "warm-pool"],
  plan: ({ view }) => {
    const { active, idle } = bothSides(view);
    const { group } = idle;
    // The pool before the group: it would fill up, or take the instances back, as the group shrinks.
    return [
      rest(group),
      ...movePool(group, active.group),
      resize(group, { min: 0, max: group.max, desired: 0 }),
      ...unprotect(group),
    ];
  },
});
