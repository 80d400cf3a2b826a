import { invert } from "../../changes/change.ts";
import { changing } from "./step.ts";

/** Takes the preview away, as it was made: from now on nothing but the production rules says where requests go. */
export const closePreview = changing({
  name: "ClosePreview",
  looks: [],
  kinds: ["preview-rule"],
  plan: ({ opened = [] }) => opened.map(({ change }) => invert(change)),
});
