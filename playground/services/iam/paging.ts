import { page } from "../../world/pages.ts";
import type { IamContext } from "./context.ts";

/** How IAM's lists are asked for. */
export interface AskedPage {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

/** A page of IAM's, and what its answers say of the rest. */
export const iamPage = <T>(
  { surroundings: { pageSize } }: IamContext,
  all: readonly T[],
  { Marker, MaxItems }: AskedPage,
) => {
  const { items, next } = page(all, Marker, MaxItems, pageSize);
  return { items, rest: { IsTruncated: next !== undefined, ...(next === undefined ? {} : { Marker: next }) } };
};
