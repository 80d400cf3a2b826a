import { NotApproved } from "../../errors.ts";
import { approvalGate } from "../approval.ts";
import { twoSided } from "../environment.ts";
import { looking } from "./step.ts";

/** One look at what people signed: have enough of them approved, has one rejected, is the time over? */
export const awaitApproval = looking({
  name: "AwaitApproval",
  looks: ["approval"],
  gate: {
    ask: ({ approval }, { now }) => approvalGate(approval, now),
    failure: NotApproved,
    deadlineSeconds: ({ environment }) => twoSided(environment).approval?.deadline ?? 0,
  },
});
