import type { TerminateInstancesCommandInput, TerminateInstancesCommandOutput } from "@aws-sdk/client-ec2";
import type {
  DescribeListenersCommandInput,
  DescribeListenersCommandOutput,
  ModifyListenerCommandInput,
  ModifyListenerCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { AwsError } from "../../world/aws-error.ts";
import { operation, type Service } from "../../world/service.ts";

/** The ARN of the one listener. */
export const blue = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/web/1/blue";

/** A load balancer of one listener, whose port can be changed. */
export const tinyElbv2 = () => {
  const ports: Record<string, number> = { [blue]: 80 };
  const listener = (arn: string) => {
    const port = ports[arn];
    if (port === undefined) throw new AwsError("ListenerNotFoundException", "One or more listeners <not> found");
    return { ListenerArn: arn, Port: port };
  };
  const service: Service = {
    name: "elasticloadbalancing",
    operations: {
      ModifyListener: operation<ModifyListenerCommandInput, ModifyListenerCommandOutput>({
        accepts: ["ListenerArn", "Port"],
        needs: ({ ListenerArn }) => [
          { action: "elasticloadbalancing:ModifyListener", resource: String(ListenerArn), tags: { side: "blue" } },
        ],
        run({ ListenerArn = "", Port = 0 }) {
          listener(ListenerArn);
          ports[ListenerArn] = Port;
          return { Listeners: [listener(ListenerArn)] };
        },
      }),
      DescribeListeners: operation<DescribeListenersCommandInput, DescribeListenersCommandOutput>({
        accepts: ["ListenerArns"],
        run({ ListenerArns = [] }) {
          if (ListenerArns.length === 0) throw new RangeError("a mistake of the service");
          return { Listeners: ListenerArns.map(listener) };
        },
      }),
    },
    state: () => ({ listeners: ports }),
  };
  return { service, ports };
};

/** Without instances. */
export const tinyEc2: Service = {
  name: "ec2",
  operations: {
    TerminateInstances: operation<TerminateInstancesCommandInput, TerminateInstancesCommandOutput>({
      accepts: ["InstanceIds"],
      run({ InstanceIds }) {
        throw new AwsError("InvalidInstanceID.NotFound", `The instance ID '${InstanceIds?.[0]}' does not exist`);
      },
    }),
  },
  state: () => ({}),
};
