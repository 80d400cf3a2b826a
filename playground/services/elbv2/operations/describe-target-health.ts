import type {
  DescribeTargetHealthCommandInput,
  DescribeTargetHealthCommandOutput,
  TargetHealthDescription,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { operation } from "../../../world/service.ts";
import type { Elbv2Context } from "../context.ts";
import { found, noTargetGroup } from "../errors.ts";
import { describeHealth, notRegistered } from "../health.ts";
import type { Registration, TargetGroupRecord } from "../tables.ts";
import { wantedTargets } from "../wanted-targets.ts";

/**
 * The health of the targets asked for, or of all that the group has, in one answer: there are no pages.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTargetHealth.html
 */
export const describeTargetHealth = ({ tables }: Elbv2Context) =>
  operation<DescribeTargetHealthCommandInput, DescribeTargetHealthCommandOutput>({
    accepts: ["TargetGroupArn", "Targets"],
    run({ TargetGroupArn: arn = "", Targets }) {
      const group = found(tables.targetGroups.seen(arn), noTargetGroup);
      const registered = tables.registrations.seenValues().filter(({ targetGroupArn }) => targetGroupArn === arn);
      if (Targets === undefined || Targets.length === 0) {
        return { TargetHealthDescriptions: registered.map((registration) => shown(group, registration)) };
      }
      const TargetHealthDescriptions = wantedTargets(Targets).flatMap(({ instance, port }) => {
        const matching = registered.filter(
          (registration) => registration.instance === instance && (port === undefined || registration.port === port),
        );
        return matching.length > 0
          ? matching.map((registration) => shown(group, registration))
          : [{ Target: { Id: instance, Port: port ?? group.Port }, TargetHealth: notRegistered }];
      });
      return { TargetHealthDescriptions };
    },
  });

const shown = (group: TargetGroupRecord, { instance, port, health }: Registration): TargetHealthDescription => ({
  Target: { Id: instance, Port: port },
  HealthCheckPort: group.HealthCheckPort === "traffic-port" ? String(port) : group.HealthCheckPort,
  TargetHealth: describeHealth(health),
});
