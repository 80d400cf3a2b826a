import { invert } from "../../changes/change.ts";
import { changing } from "./step.ts";

/** Takes the hooks off the group again, once all of its instances are new: whoever joins or leaves from now on waits for nobody of ours. */
export const openGates = changing({
  name: "OpenGates",
  looks: ["gates"],
  kinds: ["lifecycle-hook"],
  plan: ({ gates }) => gates.map(invert),
});
