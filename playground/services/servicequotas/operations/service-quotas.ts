import type {
  GetServiceQuotaCommandInput,
  GetServiceQuotaCommandOutput,
  ListServiceQuotasCommandInput,
  ListServiceQuotasCommandOutput,
} from "@aws-sdk/client-service-quotas";
import { operation } from "../../../world/service.ts";
import type { ServiceQuotasContext } from "../context.ts";
import { pageOf, quotasOfService, quotaWithCode, shownQuota } from "../lookup.ts";

/** https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_GetServiceQuota.html */
export const getServiceQuota = (context: ServiceQuotasContext) =>
  operation<GetServiceQuotaCommandInput, GetServiceQuotaCommandOutput>({
    accepts: ["ServiceCode", "QuotaCode"],
    needs({ ServiceCode = "*", QuotaCode = "*" }) {
      const { account, region } = context.surroundings;
      const resource = `arn:aws:servicequotas:${region}:${account}:${ServiceCode}/${QuotaCode}`;
      return [{ action: "servicequotas:GetServiceQuota", resource }];
    },
    run: ({ ServiceCode, QuotaCode }) => ({
      Quota: shownQuota(context, quotaWithCode(context, ServiceCode, QuotaCode), false),
    }),
  });

/** https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_ListServiceQuotas.html */
export const listServiceQuotas = (context: ServiceQuotasContext) =>
  operation<ListServiceQuotasCommandInput, ListServiceQuotasCommandOutput>({
    accepts: ["ServiceCode", "NextToken", "MaxResults"],
    run({ ServiceCode, ...asked }) {
      const { items, next } = pageOf(context, quotasOfService(context, ServiceCode), asked);
      return { Quotas: items.map((quota) => shownQuota(context, quota, false)), NextToken: next };
    },
  });
