import type { ListFunctionsCommandInput, ListFunctionsCommandOutput } from "@aws-sdk/client-lambda";
import { page } from "../../../world/pages.ts";
import { operation } from "../../../world/service.ts";
import type { LambdaContext } from "../context.ts";
import { configurationOf } from "../functions.ts";

/**
 * In the order in which they were made.
 * https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html
 */
export const listFunctions = ({ surroundings: { pageSize }, records }: LambdaContext) =>
  operation<ListFunctionsCommandInput, ListFunctionsCommandOutput>({
    accepts: ["Marker", "MaxItems"],
    run({ Marker, MaxItems }) {
      const { items, next } = page(records.seenValues(), Marker, MaxItems, pageSize);
      return { Functions: items.map(configurationOf), ...(next === undefined ? {} : { NextMarker: next }) };
    },
  });
