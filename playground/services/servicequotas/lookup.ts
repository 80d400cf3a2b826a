import { AwsError } from "../../world/aws-error.ts";
import { type Page, page } from "../../world/pages.ts";
import type { AppliedQuota } from "../../world/quotas.ts";
import type { ServiceQuotasContext } from "./context.ts";

/** What Service Quotas calls the services. */
export const serviceNames: Readonly<Record<string, string>> = {
  autoscaling: "Amazon EC2 Auto Scaling",
  ec2: "Amazon Elastic Compute Cloud (Amazon EC2)",
  elasticloadbalancing: "Elastic Load Balancing (ELB)",
  lambda: "AWS Lambda",
  logs: "Amazon CloudWatch Logs",
};

const noSuch = (what: string) =>
  new AwsError("NoSuchResourceException", `The request failed because the specified ${what}`);

/** The quotas of a service. Throws NoSuchResourceException for a service without any. */
export const quotasOfService = ({ quotas }: ServiceQuotasContext, service = ""): readonly AppliedQuota[] => {
  const found = quotas.list().filter((quota) => quota.service === service);
  if (found.length === 0) throw noSuch(`service ${service} does not exist.`);
  return found;
};

/** A quota by its code. Throws NoSuchResourceException. */
export const quotaWithCode = (context: ServiceQuotasContext, service = "", code = ""): AppliedQuota => {
  const found = quotasOfService(context, service).find((quota) => quota.code === code);
  if (found === undefined) throw noSuch(`quota ${code} does not exist for service ${service}.`);
  return found;
};

/** A quota as it is told; that of AWS's own belongs to no account. */
export const shownQuota = (
  { surroundings: { account, region } }: ServiceQuotasContext,
  quota: AppliedQuota,
  isDefault: boolean,
) => ({
  ServiceCode: quota.service,
  ServiceName: serviceNames[quota.service],
  QuotaArn: `arn:aws:servicequotas:${region}:${isDefault ? "" : account}:${quota.service}/${quota.code}`,
  QuotaCode: quota.code,
  QuotaName: quota.name,
  Value: isDefault ? quota.byDefault : quota.value,
  Unit: "None",
  Adjustable: quota.isAdjustable,
  GlobalQuota: false,
  ...(isDefault ? {} : { QuotaAppliedAtLevel: "ACCOUNT" as const }),
});

/** A page, with the service's own error for a token that it never gave. */
export const pageOf = <Item>(
  { surroundings: { pageSize } }: ServiceQuotasContext,
  all: readonly Item[],
  { NextToken, MaxResults }: { readonly NextToken?: string | undefined; readonly MaxResults?: number | undefined },
): Page<Item> => {
  try {
    return page(all, NextToken, MaxResults, pageSize);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new AwsError("InvalidPaginationTokenException", "Invalid input was provided.");
  }
};
