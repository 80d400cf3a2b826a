import { takeAway } from "../retiring.ts";
import { changing } from "./step.ts";

const kinds = ["placeholder-listener", "target-group"] as const;

/** Closes the placeholder listeners of both sides, and deletes the target groups that then nothing forwards to. */
export const closePlaceholders = changing({
  name: "ClosePlaceholders",
  looks: ["retiring"],
  kinds,
  plan: ({ retiring }) => takeAway(retiring, kinds),
});
