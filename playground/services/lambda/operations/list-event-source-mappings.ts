import type { ListEventSourceMappingsCommandInput, ListEventSourceMappingsCommandOutput } from "@aws-sdk/client-lambda";
import { page } from "../../../world/pages.ts";
import { operation } from "../../../world/service.ts";
import type { LambdaContext } from "../context.ts";
import { parseFunctionName } from "../functions.ts";

/**
 * All, or those of one queue or function.
 * https://docs.aws.amazon.com/lambda/latest/api/API_ListEventSourceMappings.html
 */
export const listEventSourceMappings = ({ surroundings: { pageSize }, mappings }: LambdaContext) =>
  operation<ListEventSourceMappingsCommandInput, ListEventSourceMappingsCommandOutput>({
    accepts: ["EventSourceArn", "FunctionName", "Marker", "MaxItems"],
    run: ({ EventSourceArn, FunctionName, Marker, MaxItems }) => {
      const name = FunctionName === undefined ? undefined : parseFunctionName(FunctionName).name;
      const found = mappings
        .seenValues()
        .filter((mapping) => EventSourceArn === undefined || mapping.EventSourceArn === EventSourceArn)
        .filter((mapping) => name === undefined || mapping.FunctionArn?.endsWith(`:${name}`));
      const { items, next } = page(found, Marker, MaxItems, pageSize);
      return { EventSourceMappings: items, ...(next === undefined ? {} : { NextMarker: next }) };
    },
  });
