/** What AWS asks for it, in dollars: on demand, in 2024's prices of N. Virginia. */
const million = 1_000_000;
export const prices = {
  writeUnit: 0.625 / million,
  readUnit: 0.125 / million,
  invocation: 0.2 / million,
} as const;

export interface Use {
  readonly writeUnits: number;
  readonly readUnits: number;
  readonly invocations: number;
}

/** Descriptions cost nothing but time and the right to make others. */
export const costOf = ({ writeUnits, readUnits, invocations }: Use): number =>
  writeUnits * prices.writeUnit + readUnits * prices.readUnit + invocations * prices.invocation;
