import { awaitEmpty } from "./await-empty.ts";
import { looking } from "./step.ts";

/** One look at the side that ScaleDown empties: the same question as after EmptyIdleSide. */
export const awaitScaledDown = looking({ ...awaitEmpty, name: "AwaitScaledDown" });
