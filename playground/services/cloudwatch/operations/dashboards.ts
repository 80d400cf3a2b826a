import type {
  DeleteDashboardsCommandInput,
  DeleteDashboardsCommandOutput,
  GetDashboardCommandInput,
  GetDashboardCommandOutput,
  ListDashboardsCommandInput,
  ListDashboardsCommandOutput,
  PutDashboardCommandInput,
  PutDashboardCommandOutput,
} from "@aws-sdk/client-cloudwatch";
import { AwsError } from "../../../world/aws-error.ts";
import { page } from "../../../world/pages.ts";
import { operation } from "../../../world/service.ts";
import { requiredParameter } from "../configuration.ts";
import type { CloudWatchContext } from "../context.ts";
import { checkDashboard } from "../dashboard-body.ts";

/** A dashboard's ARN names no region: dashboards are the account's. */
const dashboardArn = ({ surroundings: { account } }: CloudWatchContext, name: string) =>
  `arn:aws:cloudwatch::${account}:dashboard/${name}`;

const needs =
  (cloudWatch: CloudWatchContext, action: string) =>
  (...names: readonly (string | undefined)[]) =>
    names.map((name = "*") => ({ action: `cloudwatch:${action}`, resource: dashboardArn(cloudWatch, name) }));

const notFound = (name: string) =>
  new AwsError("ResourceNotFound", `Dashboard ${name} does not exist`, { status: 404 });

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html */
export const putDashboard = (cloudWatch: CloudWatchContext) =>
  operation<PutDashboardCommandInput, PutDashboardCommandOutput>({
    accepts: ["DashboardName", "DashboardBody"],
    needs: ({ DashboardName }) => needs(cloudWatch, "PutDashboard")(DashboardName),
    run({ DashboardName, DashboardBody }) {
      const name = requiredParameter(DashboardName, "DashboardName");
      if (!/^[A-Za-z0-9_-]{1,255}$/.test(name))
        throw new AwsError(
          "InvalidParameterValue",
          `The value ${name} for field DashboardName contains invalid characters. It can only contain alphanumerics, dash (-) and underscore (_).`,
        );
      const body = requiredParameter(DashboardBody, "DashboardBody");
      checkDashboard(body);
      cloudWatch.dashboards.set(name, { body, modifiedAt: cloudWatch.surroundings.clock.now() });
      return { DashboardValidationMessages: [] };
    },
  });

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetDashboard.html */
export const getDashboard = (cloudWatch: CloudWatchContext) =>
  operation<GetDashboardCommandInput, GetDashboardCommandOutput>({
    accepts: ["DashboardName"],
    needs: ({ DashboardName }) => needs(cloudWatch, "GetDashboard")(DashboardName),
    run({ DashboardName = "" }) {
      const found = cloudWatch.dashboards.get(DashboardName);
      if (found === undefined) throw notFound(DashboardName);
      return { DashboardArn: dashboardArn(cloudWatch, DashboardName), DashboardBody: found.body, DashboardName };
    },
  });

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListDashboards.html */
export const listDashboards = (cloudWatch: CloudWatchContext) =>
  operation<ListDashboardsCommandInput, ListDashboardsCommandOutput>({
    accepts: ["DashboardNamePrefix", "NextToken"],
    needs: () => needs(cloudWatch, "ListDashboards")("*"),
    run({ DashboardNamePrefix = "", NextToken }) {
      const entries = [...cloudWatch.dashboards]
        .filter(([name]) => name.startsWith(DashboardNamePrefix))
        .map(([name, { body, modifiedAt }]) => ({
          DashboardName: name,
          DashboardArn: dashboardArn(cloudWatch, name),
          LastModified: new Date(modifiedAt),
          Size: Buffer.byteLength(body),
        }));
      const { items, next } = page(entries, NextToken, undefined, cloudWatch.surroundings.pageSize);
      return { DashboardEntries: items, NextToken: next };
    },
  });

/**
 * All of them, or none: "If one of the dashboards cannot be found, none are deleted".
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DeleteDashboards.html
 */
export const deleteDashboards = (cloudWatch: CloudWatchContext) =>
  operation<DeleteDashboardsCommandInput, DeleteDashboardsCommandOutput>({
    accepts: ["DashboardNames"],
    needs: ({ DashboardNames = [] }) => needs(cloudWatch, "DeleteDashboards")(...DashboardNames),
    run({ DashboardNames = [] }) {
      const missing = DashboardNames.find((name) => !cloudWatch.dashboards.has(name));
      if (missing !== undefined) throw notFound(missing);
      for (const name of DashboardNames) cloudWatch.dashboards.delete(name);
      return {};
    },
  });
