import type { Json } from "../../changes/change.ts";

/**
 * What AWS describes as the details of a row: plain JSON, without members that are not there. Lists whose order means nothing must
 * be sorted by the caller, so that equal settings are equal rows.
 */
export const details = (described: { readonly [attribute: string]: unknown }): { readonly [attribute: string]: Json } =>
  JSON.parse(JSON.stringify(described)) as { readonly [attribute: string]: Json };
