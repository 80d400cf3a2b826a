/** One look at the side that `ScaleDown` empties: the same question as after `EmptyIdleSide`. */
export { handler } from "./await-empty.ts";
