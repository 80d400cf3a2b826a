import type { ListServicesCommandInput, ListServicesCommandOutput } from "@aws-sdk/client-service-quotas";
import { operation } from "../../../world/service.ts";
import type { ServiceQuotasContext } from "../context.ts";
import { pageOf, serviceNames } from "../lookup.ts";

/**
 * Those of which the playground knows a quota.
 * https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_ListServices.html
 */
export const listServices = (context: ServiceQuotasContext) =>
  operation<ListServicesCommandInput, ListServicesCommandOutput>({
    accepts: ["NextToken", "MaxResults"],
    run(asked) {
      const { items, next } = pageOf(context, Object.entries(serviceNames), asked);
      const Services = items.map(([ServiceCode, ServiceName]) => ({ ServiceCode, ServiceName }));
      return { Services, NextToken: next };
    },
  });
