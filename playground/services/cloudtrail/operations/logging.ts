import type {
  StartLoggingCommandInput,
  StartLoggingCommandOutput,
  StopLoggingCommandInput,
  StopLoggingCommandOutput,
} from "@aws-sdk/client-cloudtrail";
import { operation } from "../../../world/service.ts";
import { type CloudTrailContext, onTrail, requireTrail } from "../trail.ts";

/** From now on calls are told again. https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_StartLogging.html */
export const startLogging = (cloudTrail: CloudTrailContext) =>
  operation<StartLoggingCommandInput, StartLoggingCommandOutput>({
    accepts: ["Name"],
    needs: onTrail(cloudTrail, "StartLogging"),
    run({ Name }) {
      requireTrail(cloudTrail, Name);
      const { logging, trail, surroundings } = cloudTrail;
      const last = logging.get(trail.arn) ?? cloudTrail.atFirst;
      logging.put(trail.arn, { ...last, isLogging: true, startedAt: surroundings.clock.now() });
      return {};
    },
  });

/**
 * From now on EventBridge is told of no call: it hears of calls by a trail that logs.
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_StopLogging.html
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
export const stopLogging = (cloudTrail: CloudTrailContext) =>
  operation<StopLoggingCommandInput, StopLoggingCommandOutput>({
    accepts: ["Name"],
    needs: onTrail(cloudTrail, "StopLogging"),
    run({ Name }) {
      requireTrail(cloudTrail, Name);
      const { logging, trail, surroundings } = cloudTrail;
      const last = logging.get(trail.arn) ?? cloudTrail.atFirst;
      logging.put(trail.arn, { ...last, isLogging: false, stoppedAt: surroundings.clock.now() });
      return {};
    },
  });
