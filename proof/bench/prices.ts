/** What AWS asks for, in dollars: on demand, without free tiers, as `docs/costs.md` has it, which says where each was read. */
const million = 1_000_000;
export const prices = {
  writeUnit: 0.625 / million,
  readUnit: 0.125 / million,
  invocation: 0.2 / million,
  gigabyteSecond: 0.0000166667,
  transition: 25 / million,
  event: 1 / million,
  /** For each metric that is asked for, and for each call about alarms. */
  metric: 0.01 / 1_000,
} as const;
