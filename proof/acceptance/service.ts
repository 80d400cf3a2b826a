/** The service as it stands before Sarcelle, of a template of ours. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ImportCertificateCommand } from "@aws-sdk/client-acm";
import { DescribeVpcsCommand, paginateDescribeSubnets } from "@aws-sdk/client-ec2";
import { DescribeTargetHealthCommand, paginateDescribeTargetGroups } from "@aws-sdk/client-elastic-load-balancing-v2";
import { generate } from "selfsigned";
import { parse } from "yaml";
import { createStack } from "./stacks.ts";
import { impatient, type Network, names, type Trial, waitUntil } from "./trial.ts";
import { userDataOf } from "./user-data.ts";

/** What stands then. */
export interface Service {
  readonly host: string;
  readonly imageId: string;
}

const templateText = (): string => {
  const text = readFileSync(join(import.meta.dirname, "service.yml"), "utf8");
  return JSON.stringify(parse(text, { merge: true }));
};

/** Which network the service goes into: the one that is asked for, or the account's default VPC, with a subnet in each of three zones at most. */
export const networkFor = async ({ clients }: Pick<Trial, "clients">, wanted: string | undefined): Promise<Network> => {
  const asked = wanted === undefined ? { Filters: [{ Name: "is-default", Values: ["true"] }] } : { VpcIds: [wanted] };
  const { Vpcs: [found] = [] } = await clients.ec2.send(new DescribeVpcsCommand(asked));
  if (found?.VpcId === undefined)
    throw new Error("There is no default VPC here. Name one with --vpc ID, with public subnets in two zones.");
  const vpc = found.VpcId;
  const byZone = new Map<string, string>();
  const Filters = [{ Name: "vpc-id", Values: [vpc] }];
  for await (const { Subnets = [] } of paginateDescribeSubnets({ client: clients.ec2 }, { Filters }))
    for (const { SubnetId, AvailabilityZone = "", MapPublicIpOnLaunch } of Subnets)
      if (SubnetId !== undefined && MapPublicIpOnLaunch === true) byZone.set(AvailabilityZone, SubnetId);
  if (byZone.size < 2)
    throw new Error(`VPC ${vpc} has public subnets in fewer than two zones. Name another one with --vpc ID.`);
  return { vpc, cidr: found.CidrBlock ?? "", subnets: [...byZone.values()].slice(0, 3) };
};

const importCertificate = async ({ clients }: Trial): Promise<string> => {
  const made = await generate([{ name: "commonName", value: names.domain }], { keySize: 2048 });
  const { CertificateArn = "" } = await clients.certificates.send(
    new ImportCertificateCommand({ Certificate: Buffer.from(made.cert), PrivateKey: Buffer.from(made.private) }),
  );
  return CertificateArn;
};

/** Whether every target of the service's is healthy, and how many there have to be. */
const healthy = async ({ clients }: Trial, count: number): Promise<boolean> => {
  const states: (string | undefined)[] = [];
  for await (const { TargetGroups = [] } of paginateDescribeTargetGroups({ client: clients.loadBalancing }, {}))
    for (const { TargetGroupArn, TargetGroupName } of TargetGroups)
      if (TargetGroupName?.startsWith(names.service) === true) {
        const { TargetHealthDescriptions = [] } = await clients.loadBalancing.send(
          new DescribeTargetHealthCommand({ TargetGroupArn }),
        );
        states.push(...TargetHealthDescriptions.map(({ TargetHealth }) => TargetHealth?.State));
      }
  return states.length === count && states.every((state) => state === "healthy");
};

/** Builds the service and waits until its two instances answer in both target groups. */
export const buildService = async (trial: Trial, { vpc, cidr, subnets }: Network): Promise<Service> => {
  trial.say("Building the service: a load balancer, and two instances of Amazon Linux (about five minutes) …");
  const parameters = {
    Name: names.service,
    Vpc: vpc,
    VpcCidr: cidr,
    Subnets: subnets.join(","),
    Certificate: await importCertificate(trial),
    UserData: Buffer.from(userDataOf("1")).toString("base64"),
  };
  const { Host = "", Image = "" } = await createStack(trial, {
    StackName: names.serviceStack,
    TemplateBody: templateText(),
    Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
  });
  await waitUntil(impatient(trial), "both instances are healthy", 900, () => healthy(trial, 4));
  return { host: Host, imageId: Image };
};
