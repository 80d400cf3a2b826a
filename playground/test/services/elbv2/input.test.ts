import { expect, it } from "vitest";
import { createWorld } from "./world.ts";

const none = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:none";

it.each([
  [
    "DeleteListener",
    {},
    "1 validation error detected: Value null at 'listenerArn' failed to satisfy constraint: Member must not be null",
  ],
  [
    "ModifyListener",
    { ListenerArn: none, Port: 0, Protocol: "SPDY" },
    "2 validation errors detected: Value '0' at 'port' failed to satisfy constraint: Member must have value greater than or equal to 1; Value 'SPDY' at 'protocol' failed to satisfy constraint: Member must satisfy enum value set: [HTTP, HTTPS, TCP, TLS, UDP, TCP_UDP, GENEVE, QUIC, TCP_QUIC]",
  ],
  [
    "ModifyTargetGroup",
    { TargetGroupArn: none, HealthCheckIntervalSeconds: 400 },
    "1 validation error detected: Value '400' at 'healthCheckIntervalSeconds' failed to satisfy constraint: Member must have value less than or equal to 300",
  ],
])("%s %j is refused before anything is looked up, with all that is wrong", async (operation, input, message) => {
  await expect(createWorld().api(operation, input)).rejects.toMatchObject({ name: "ValidationError", message });
});
