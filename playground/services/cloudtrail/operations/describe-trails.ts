import type { DescribeTrailsCommandInput, DescribeTrailsCommandOutput } from "@aws-sdk/client-cloudtrail";
import { operation } from "../../../world/service.ts";
import type { CloudTrailContext } from "../trail.ts";

/**
 * The trails of the region; of a name that there is not, nothing is said.
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DescribeTrails.html
 */
export const describeTrails = ({ surroundings: { account, region }, trail }: CloudTrailContext) =>
  operation<DescribeTrailsCommandInput, DescribeTrailsCommandOutput>({
    accepts: ["trailNameList", "includeShadowTrails"],
    run: ({ trailNameList = [] }) => ({
      trailList:
        trailNameList.length > 0 && !trailNameList.some((named) => named === trail.name || named === trail.arn)
          ? []
          : [
              {
                Name: trail.name,
                TrailARN: trail.arn,
                HomeRegion: region,
                S3BucketName: `${trail.name}-${account}-${region}`,
                IncludeGlobalServiceEvents: true,
                IsMultiRegionTrail: false,
                IsOrganizationTrail: false,
                LogFileValidationEnabled: false,
                HasCustomEventSelectors: false,
                HasInsightSelectors: false,
              },
            ],
    }),
  });
