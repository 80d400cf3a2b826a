import { takeAway } from "../retiring.ts";
import { changing } from "./step.ts";

const kinds = ["registration", "tags"] as const;

/** Takes Sarcelle's tags off what stays, which is its owner's again, and then the registration away. */
export const forgetEnvironment = changing({
  name: "ForgetEnvironment",
  looks: ["retiring"],
  kinds,
  plan: ({ retiring }) => takeAway(retiring, kinds),
});
