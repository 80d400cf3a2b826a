import { AwsError } from "../../world/aws-error.ts";
import { type Page, page } from "../../world/pages.ts";
import { checkRange } from "./names.ts";

/** One page as Step Functions' lists give it: `maxResults` 0 means the default, and a foreign token is InvalidToken. */
export const listPage = <T>(
  all: readonly T[],
  { maxResults, nextToken }: { readonly maxResults?: number | undefined; readonly nextToken?: string | undefined },
  largest: number,
): Page<T> => {
  checkRange("maxResults", maxResults, 0, 1000);
  try {
    return page(all, nextToken, maxResults || undefined, largest);
  } catch {
    throw new AwsError("InvalidToken", "Invalid Token: 'Invalid token'");
  }
};
