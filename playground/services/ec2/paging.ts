import { AwsError } from "../../world/aws-error.ts";
import { type Page, page } from "../../world/pages.ts";
import { invalidValue } from "./errors.ts";

/** How many results a page of the network's lists may be asked to hold. */
export const networkPages = { least: 5, most: 1000 };

/**
 * One page as EC2 cuts it. A request that names ids is answered whole and may not ask for pages: "You cannot specify this
 * parameter and the instance IDs parameter in the same request."
 */
export const paged = <T>(
  all: readonly T[],
  request: { readonly MaxResults?: number | undefined; readonly NextToken?: string | undefined },
  rules: {
    readonly pageSize: number;
    readonly least: number;
    readonly most: number;
    /** The ids that the request names, and how AWS calls that parameter. */
    readonly ids: readonly string[] | undefined;
    readonly idsName: string;
  },
): Page<T> => {
  const { MaxResults, NextToken } = request;
  const named = (rules.ids?.length ?? 0) > 0;
  if (named && MaxResults !== undefined)
    throw new AwsError(
      "InvalidParameterCombination",
      `The parameter ${rules.idsName} cannot be used with the parameter maxResults`,
    );
  if (MaxResults !== undefined && MaxResults < rules.least)
    throw invalidValue(
      `Value ( ${MaxResults} ) for parameter maxResults is invalid. Expecting a value greater than ${rules.least}.`,
    );
  if (MaxResults !== undefined && MaxResults > rules.most)
    throw invalidValue(
      `Value ( ${MaxResults} ) for parameter maxResults is invalid. Expecting a value smaller than ${rules.most}.`,
    );
  return named ? { items: [...all], next: undefined } : page(all, NextToken, MaxResults, rules.pageSize);
};
