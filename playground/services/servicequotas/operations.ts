import type { AnyOperation } from "../../world/service.ts";
import type { ServiceQuotasContext } from "./context.ts";
import { getDefaultQuota, listDefaultQuotas } from "./operations/default-service-quotas.ts";
import { listServices } from "./operations/list-services.ts";
import { getServiceQuota, listServiceQuotas } from "./operations/service-quotas.ts";

/** Service Quotas' operations, by name. */
export const serviceQuotasOperations = (context: ServiceQuotasContext): Readonly<Record<string, AnyOperation>> => ({
  GetServiceQuota: getServiceQuota(context),
  ListServiceQuotas: listServiceQuotas(context),
  GetAWSDefaultServiceQuota: getDefaultQuota(context),
  ListAWSDefaultServiceQuotas: listDefaultQuotas(context),
  ListServices: listServices(context),
});
