import type {
  GetAWSDefaultServiceQuotaCommandInput,
  GetAWSDefaultServiceQuotaCommandOutput,
  ListAWSDefaultServiceQuotasCommandInput,
  ListAWSDefaultServiceQuotasCommandOutput,
} from "@aws-sdk/client-service-quotas";
import { operation } from "../../../world/service.ts";
import type { ServiceQuotasContext } from "../context.ts";
import { pageOf, quotasOfService, quotaWithCode, shownQuota } from "../lookup.ts";

/**
 * "The default value does not reflect any quota increases."
 * https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_GetAWSDefaultServiceQuota.html
 */
export const getDefaultQuota = (context: ServiceQuotasContext) =>
  operation<GetAWSDefaultServiceQuotaCommandInput, GetAWSDefaultServiceQuotaCommandOutput>({
    accepts: ["ServiceCode", "QuotaCode"],
    run: ({ ServiceCode, QuotaCode }) => ({
      Quota: shownQuota(context, quotaWithCode(context, ServiceCode, QuotaCode), true),
    }),
  });

/** https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_ListAWSDefaultServiceQuotas.html */
export const listDefaultQuotas = (context: ServiceQuotasContext) =>
  operation<ListAWSDefaultServiceQuotasCommandInput, ListAWSDefaultServiceQuotasCommandOutput>({
    accepts: ["ServiceCode", "NextToken", "MaxResults"],
    run({ ServiceCode, ...asked }) {
      const { items, next } = pageOf(context, quotasOfService(context, ServiceCode), asked);
      return { Quotas: items.map((quota) => shownQuota(context, quota, true)), NextToken: next };
    },
  });
