import { resize } from "../capacity.ts";
import { rest } from "../processes.ts";
import { idleSide } from "../traffic.ts";
import { changing } from "./step.ts";

/** Takes the idle side to zero, and lets nothing scale it, so that the release starts from nothing. */
export const emptyIdleSide = changing({
  name: "EmptyIdleSide",
  looks: ["view"],
  kinds: ["group-capacity", "group-processes"],
  plan: ({ view }) => {
    const { group } = idleSide(view);
    return [rest(group), resize(group, { min: 0, max: group.max, desired: 0 })];
  },
});
