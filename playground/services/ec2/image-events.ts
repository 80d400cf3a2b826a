import type { Call, Surroundings } from "../../world/service.ts";
import { arnOf } from "./resources.ts";

/**
 * Says on the bus in which state an image is now. The event has no tags.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitor-ami-events.html
 */
export const announceImage = (
  surroundings: Surroundings,
  id: string,
  state: "available" | "deregistered",
  { requestId }: Pick<Call, "requestId">,
): void =>
  surroundings.emit({
    source: "aws.ec2",
    detailType: "EC2 AMI State Change",
    resources: [arnOf(surroundings, "image", id)],
    detail: { RequestId: requestId, ImageId: id, State: state, ErrorMessage: "" },
  });
