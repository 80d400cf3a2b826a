import type { ServiceConstraints } from "./constraint.ts";

/**
 * "Specify GRPC to send requests to targets using gRPC, HTTP2 …, HTTP1": the model leaves the text open.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html
 */
export const elbv2Constraints: ServiceConstraints = {
  CreateTargetGroup: { ProtocolVersion: { oneOf: ["GRPC", "HTTP1", "HTTP2"] } },
};
