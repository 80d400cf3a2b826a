import { prices } from "../prices.ts";

export interface Use {
  readonly writeUnits: number;
  readonly readUnits: number;
  readonly invocations: number;
}

/** In dollars. Descriptions cost nothing but time and the right to make others. */
export const costOf = ({ writeUnits, readUnits, invocations }: Use): number =>
  writeUnits * prices.writeUnit + readUnits * prices.readUnit + invocations * prices.invocation;
