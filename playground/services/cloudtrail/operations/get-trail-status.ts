import type { GetTrailStatusCommandInput, GetTrailStatusCommandOutput } from "@aws-sdk/client-cloudtrail";
import { operation } from "../../../world/service.ts";
import { type CloudTrailContext, onTrail, requireTrail } from "../trail.ts";

/** Nothing is delivered to a bucket, so nothing is said of that. https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html */
export const getTrailStatus = (cloudTrail: CloudTrailContext) =>
  operation<GetTrailStatusCommandInput, GetTrailStatusCommandOutput>({
    accepts: ["Name"],
    needs: onTrail(cloudTrail, "GetTrailStatus"),
    run({ Name }) {
      requireTrail(cloudTrail, Name);
      const { logging, trail, atFirst } = cloudTrail;
      const { isLogging, startedAt, stoppedAt } = logging.seen(trail.arn) ?? atFirst;
      return {
        IsLogging: isLogging,
        StartLoggingTime: new Date(startedAt),
        ...(stoppedAt === undefined ? {} : { StopLoggingTime: new Date(stoppedAt) }),
      };
    },
  });
