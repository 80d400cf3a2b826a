import { operate } from "../../../gateway/operate.ts";
import { createEc2 } from "../../../services/ec2/ec2.ts";
import { virtualClock } from "../../../world/clock.ts";
import type {
  InstanceLauncher,
  InstanceProfiles,
  InstanceState,
  LaunchFaults,
  SecurityGroupUsers,
} from "../../../world/neighbours.ts";
import { createQuotas } from "../../../world/quotas.ts";
import { seeded } from "../../../world/random.ts";
import type { Call, ServiceEvent, Surroundings } from "../../../world/service.ts";
import type { Trait } from "../../../world/traits.ts";

export const caller: Call = {
  principal: { arn: "arn:aws:iam::123456789012:user/somebody" },
  requestId: "00000000-0000-4000-8000-000000000000",
};

type Boot = Parameters<InstanceLauncher["launch"]>[0];

interface WorldOptions {
  readonly lag?: number;
  readonly pageSize?: number;
  readonly launchFaults?: LaunchFaults;
  readonly securityGroupUsers?: SecurityGroupUsers;
  readonly vcpuQuota?: number;
  readonly network?: string;
  readonly without?: readonly Trait[];
  /** The names of the account's instance profiles. */
  readonly profiles?: readonly string[];
}

const profilesNamed = (names: readonly string[]): InstanceProfiles => ({
  instanceProfile: ({ Name = "" }) =>
    names.includes(Name)
      ? {
          arn: `arn:aws:iam::123456789012:instance-profile/${Name}`,
          id: "AIPA",
          createdAt: 0,
          roleArn: `arn:aws:iam::123456789012:role/${Name}`,
        }
      : undefined,
});

/** EC2 in virtual time with one image, one subnet, and a launcher that only takes notes. */
export const createWorld = ({ lag = 0, pageSize = 2, profiles = [], vcpuQuota, ...options }: WorldOptions = {}) => {
  const quotas = createQuotas();
  if (vcpuQuota !== undefined) quotas.set("ec2", "L-1216C47A", vcpuQuota);
  const clock = virtualClock(Date.UTC(2026, 0, 1));
  const events: ServiceEvent[] = [];
  const boots: Boot[] = [];
  const stopped: string[] = [];
  const surroundings: Surroundings = {
    clock,
    random: seeded(1),
    account: "123456789012",
    region: "eu-west-1",
    pageSize,
    without: options.without ?? [],
    quotas,
    lag: () => lag,
    emit: (event) => events.push(event),
  };
  const launcher: InstanceLauncher = {
    launch(boot) {
      boots.push(boot);
      return {
        address: (port) => ({ host: "10.0.0.1", port }),
        report: () => ({ host: "10.0.0.1", ports: { 80: 80 }, process: 7, output: "booted\n" }),
        stop: async () => {
          stopped.push(boot.id);
        },
      };
    },
  };
  const ec2 = createEc2(surroundings, {
    launcher,
    bootSeconds: 10,
    instanceProfiles: profilesNamed(profiles),
    ...options,
  });
  const vpc = ec2.createVpc({ cidrBlock: "10.0.0.0/16" });
  const subnet = ec2.createSubnet({ vpc, availabilityZone: "eu-west-1a", cidrBlock: "10.0.1.0/24" });
  const image = ec2.registerImage({ id: "ami-0123456789abcdef0", name: "service" });
  const changes: [string, InstanceState][] = [];
  ec2.onStateChange((id, state) => changes.push([id, state]));

  return {
    surroundings,
    clock,
    ec2,
    events,
    boots,
    stopped,
    changes,
    vpc,
    subnet,
    image,
    /** Calls an operation as the wire would. */
    // biome-ignore lint/suspicious/noExplicitAny: a test reads what it asked for, whatever the operation.
    call: async (operation: string, input: object = {}): Promise<any> =>
      operate(ec2, operation, { ...input }).run(caller),
  };
};

/** The code and the text of the error that `attempt` ends with. */
export const refusal = (attempt: Promise<unknown>): Promise<string> =>
  attempt.then(
    () => "no error",
    (error: Error) => `${error.name}: ${error.message}`,
  );
