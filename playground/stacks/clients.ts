import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { EC2Client, type EC2ClientConfig } from "@aws-sdk/client-ec2";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";

/** Connection of the SDK clients: the playground's endpoint, and any credentials. */
export interface Connection {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** How often a call is tried, if not as often as the SDK does by itself. */
  readonly maxAttempts?: number;
  /** How requests get there, if not through a socket. */
  readonly requestHandler?: NonNullable<EC2ClientConfig["requestHandler"]>;
}

const clientsFor = (connection: Connection) => ({
  autoScaling: new AutoScalingClient(connection),
  cloudWatch: new CloudWatchClient(connection),
  ec2: new EC2Client(connection),
  elbv2: new ElasticLoadBalancingV2Client(connection),
});

const made = new WeakMap<Connection, ReturnType<typeof clientsFor>>();

/** The SDK clients of a connection, made once: that takes longer than many calls. */
export const clientsOf = (connection: Connection) => {
  const clients = made.get(connection) ?? clientsFor(connection);
  made.set(connection, clients);
  return clients;
};
