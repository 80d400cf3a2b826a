import { AwsError } from "./aws-error.ts";

export interface Page<T> {
  readonly items: T[];
  readonly next: string | undefined;
}

/**
 * One page of `all`. `size` is what the caller asked for, `largest` the playground's page size: small by default, so that a
 * caller that forgets to follow the token is found out at once. The token is opaque; a foreign one is refused.
 */
export const page = <T>(
  all: readonly T[],
  token: string | undefined,
  size: number | undefined,
  largest: number,
): Page<T> => {
  const start =
    token === undefined ? 0 : Number(/^page-(\d+)$/.exec(Buffer.from(token, "base64").toString())?.[1] ?? Number.NaN);
  if (Number.isNaN(start)) throw new AwsError("InvalidNextToken", `The token '${token}' is invalid.`);
  const end = start + Math.max(1, Math.min(size ?? largest, largest));
  return {
    items: all.slice(start, end),
    next: end < all.length ? Buffer.from(`page-${end}`).toString("base64") : undefined,
  };
};
