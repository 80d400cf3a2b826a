import type {
  DescribeTargetHealthCommandInput,
  DescribeTargetHealthCommandOutput,
  TargetHealthDescription,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { operation } from "../../../world/service.ts";
import type { Elbv2Context } from "../context.ts";
import { found, noTargetGroup } from "../errors.ts";
import { describeHealth, notRegistered } from "../health.ts";
import { type Registration, registrationKey, type TargetGroupRecord } from "../tables.ts";
import { wantedTargets } from "../wanted-targets.ts";

/**
 * The health of the targets asked for, or of all that the group has, in one answer: there are no pages.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTargetHealth.html
 */
export const describeTargetHealth = (context: Elbv2Context) =>
  operation<DescribeTargetHealthCommandInput, DescribeTargetHealthCommandOutput>({
    accepts: ["TargetGroupArn", "Targets"],
    run({ TargetGroupArn: arn = "", Targets }) {
      const { tables } = context;
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
          : [gone(context, group, instance, port ?? group.Port)];
      });
      return { TargetHealthDescriptions };
    },
  });

/** One that its group does not have; of an instance that was terminated, it drains on for a while, as was seen on AWS. */
const gone = ({ lingering }: Elbv2Context, group: TargetGroupRecord, instance: string, port: number) => ({
  Target: { Id: instance, Port: port },
  HealthCheckPort: checkPort(group, port),
  TargetHealth: lingering.has(registrationKey(group.TargetGroupArn, instance, port))
    ? describeHealth({ state: "draining" })
    : notRegistered,
});

const checkPort = ({ HealthCheckPort }: TargetGroupRecord, port: number): string =>
  HealthCheckPort === "traffic-port" ? String(port) : HealthCheckPort;

const shown = (group: TargetGroupRecord, { instance, port, health }: Registration): TargetHealthDescription => ({
  Target: { Id: instance, Port: port },
  HealthCheckPort: checkPort(group, port),
  TargetHealth: describeHealth(health),
});
