import type {
  DeregisterTargetsCommandInput,
  DeregisterTargetsCommandOutput,
  DescribeTargetHealthCommandInput,
  DescribeTargetHealthCommandOutput,
  RegisterTargetsCommandInput,
  RegisterTargetsCommandOutput,
  TargetDescription,
  TargetHealthDescription,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { AwsError, NotEmulated } from "../../world/aws-error.ts";
import { type AnyOperation, operation } from "../../world/service.ts";
import type { Elbv2Context } from "./context.ts";
import { describeHealth, notRegistered } from "./health.ts";
import { needOn } from "./needs.ts";
import { found, noTargetGroup, type Registration, registrationsIn, type TargetGroupRecord } from "./tables.ts";
import { required, validationError, within } from "./validation.ts";

/** "Targets per target group per Region (instances or IP addresses): 1,000". */
const mostTargets = 1000;

/** Registers after AWS's checks: "it must be in the running state when you register it". Throws before the first change. */
export const registerTargets = (
  { tables, fleet, targets }: Elbv2Context,
  targetGroupArn: string,
  wanted: readonly { readonly instance: string; readonly port: number | undefined }[],
): void => {
  const group = found(tables.targetGroups.get(targetGroupArn), noTargetGroup);
  const invalid = (message: string) => new AwsError("InvalidTargetException", message);
  const unknown = wanted.find(({ instance }) => fleet.instance(instance) === undefined);
  if (unknown !== undefined) throw invalid(`Instance ID '${unknown.instance}' is not valid`);
  const stopped = wanted.filter(({ instance }) => fleet.instance(instance)?.state !== "running");
  if (stopped.length > 0) {
    const ids = stopped.map(({ instance }) => `'${instance}'`).join(", ");
    throw invalid(`The following targets are not in a running state and cannot be registered: ${ids}`);
  }
  if (registrationsIn(tables, targetGroupArn).length + wanted.length > mostTargets) {
    throw new AwsError("TooManyTargetsException", `The maximum number of targets per target group is '${mostTargets}'`);
  }
  for (const { instance, port } of wanted) targets.register(targetGroupArn, instance, port ?? group.Port);
};

export const targetOperations = (elbv2: Elbv2Context): Readonly<Record<string, AnyOperation>> => {
  const { tables, targets } = elbv2;

  const read = (given: readonly TargetDescription[] | undefined) =>
    required(given, "targets").map(({ Id, Port, AvailabilityZone, QuicServerId }) => {
      if (AvailabilityZone !== undefined) {
        throw validationError("You cannot specify an Availability Zone for targets of type 'instance'");
      }
      if (QuicServerId !== undefined) throw new NotEmulated("QUIC server ids");
      return { instance: required(Id, "targets.id"), port: within(Port, "targets.port", 1, 65_535) };
    });

  const describe = (group: TargetGroupRecord, { instance, port, health }: Registration): TargetHealthDescription => ({
    Target: { Id: instance, Port: port },
    HealthCheckPort: group.HealthCheckPort === "traffic-port" ? String(port) : group.HealthCheckPort,
    TargetHealth: describeHealth(health),
  });

  return {
    RegisterTargets: operation<RegisterTargetsCommandInput, RegisterTargetsCommandOutput>({
      accepts: ["TargetGroupArn", "Targets"],
      needs: ({ TargetGroupArn }) => needOn(tables, "RegisterTargets", [TargetGroupArn]),
      run({ TargetGroupArn, Targets }) {
        registerTargets(elbv2, required(TargetGroupArn, "targetGroupArn"), read(Targets));
        return {};
      },
    }),

    DeregisterTargets: operation<DeregisterTargetsCommandInput, DeregisterTargetsCommandOutput>({
      accepts: ["TargetGroupArn", "Targets"],
      needs: ({ TargetGroupArn }) => needOn(tables, "DeregisterTargets", [TargetGroupArn]),
      // "If the specified target does not exist, the action returns successfully."
      run({ TargetGroupArn, Targets }) {
        const group = found(tables.targetGroups.get(required(TargetGroupArn, "targetGroupArn")), noTargetGroup);
        for (const { instance, port } of read(Targets)) {
          targets.deregister(group.TargetGroupArn, instance, port ?? group.Port);
        }
        return {};
      },
    }),

    DescribeTargetHealth: operation<DescribeTargetHealthCommandInput, DescribeTargetHealthCommandOutput>({
      accepts: ["TargetGroupArn", "Targets"],
      run({ TargetGroupArn, Targets }) {
        const arn = required(TargetGroupArn, "targetGroupArn");
        const group = found(tables.targetGroups.seen(arn), noTargetGroup);
        const registered = tables.registrations.seenValues().filter(({ targetGroupArn }) => targetGroupArn === arn);
        if (Targets === undefined || Targets.length === 0) {
          return { TargetHealthDescriptions: registered.map((registration) => describe(group, registration)) };
        }
        const TargetHealthDescriptions = read(Targets).flatMap(({ instance, port }) => {
          const matching = registered.filter(
            (registration) => registration.instance === instance && (port === undefined || registration.port === port),
          );
          return matching.length > 0
            ? matching.map((registration) => describe(group, registration))
            : [{ Target: { Id: instance, Port: port ?? group.Port }, TargetHealth: notRegistered }];
        });
        return { TargetHealthDescriptions };
      },
    }),
  };
};
