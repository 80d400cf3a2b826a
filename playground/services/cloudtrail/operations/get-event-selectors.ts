import type { GetEventSelectorsCommandInput, GetEventSelectorsCommandOutput } from "@aws-sdk/client-cloudtrail";
import { operation } from "../../../world/service.ts";
import { type CloudTrailContext, onTrail, requireTrail } from "../trail.ts";

/**
 * A trail's own until somebody sets others: all management events, and no data.
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetEventSelectors.html
 */
export const getEventSelectors = (cloudTrail: CloudTrailContext) =>
  operation<GetEventSelectorsCommandInput, GetEventSelectorsCommandOutput>({
    accepts: ["TrailName"],
    needs: onTrail(cloudTrail, "GetEventSelectors"),
    run({ TrailName }) {
      requireTrail(cloudTrail, TrailName);
      return {
        TrailARN: cloudTrail.trail.arn,
        EventSelectors: [
          {
            ReadWriteType: "All",
            IncludeManagementEvents: true,
            DataResources: [],
            ExcludeManagementEventSources: [],
          },
        ],
      };
    },
  });
