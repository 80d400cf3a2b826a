import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { EC2Client } from "@aws-sdk/client-ec2";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { HttpResponse } from "@smithy/core/transport";
import { describe, expect, it } from "vitest";
import { refusingUnknown } from "../../../src/aws/unknown-members.ts";
import { describeAlarms } from "../../../src/resources/describe-alarms.ts";
import { describeGroup } from "../../../src/resources/describe-group.ts";
import { describeVersions } from "../../../src/resources/describe-launch-template.ts";
import { describeTargetGroups } from "../../../src/resources/describe-target-group.ts";

/** Clients that are answered with one body, as AWS writes it. */
const answered = (body: string) => {
  const settings = {
    region: "eu-west-1",
    credentials: { accessKeyId: "a", secretAccessKey: "s" },
    requestHandler: {
      handle: async () => ({ response: new HttpResponse({ statusCode: 200, headers: {}, body: Buffer.from(body) }) }),
    },
  };
  return refusingUnknown({
    autoScaling: new AutoScalingClient(settings),
    loadBalancing: new ElasticLoadBalancingV2Client(settings),
    ec2: new EC2Client(settings),
    cloudWatch: new CloudWatchClient(settings),
  });
};

const group = (more: string, inPolicy = "", inInstance = "") => `<?xml version="1.0"?>
<DescribeAutoScalingGroupsResponse xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/">
  <DescribeAutoScalingGroupsResult>
    <AutoScalingGroups>
      <member>
        <AutoScalingGroupName>web</AutoScalingGroupName>
        <LoadBalancerNames/>
        <InstanceMaintenancePolicy><MinHealthyPercentage>90</MinHealthyPercentage>${inPolicy}</InstanceMaintenancePolicy>
        <Instances><member><InstanceId>i-1</InstanceId>${inInstance}</member></Instances>
        <Tags><member><Key>a</Key><Value>&lt;b&gt;</Value></member><member><Key>c</Key></member></Tags>
        ${more}
      </member>
    </AutoScalingGroups>
  </DescribeAutoScalingGroupsResult>
  <ResponseMetadata><RequestId>1</RequestId></ResponseMetadata>
</DescribeAutoScalingGroupsResponse>`;

const versions = (more: string) => `<?xml version="1.0" encoding="UTF-8"?>
<DescribeLaunchTemplateVersionsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
  <requestId>1</requestId>
  <launchTemplateVersionSet><item>
    <launchTemplateId>lt-1</launchTemplateId><versionNumber>1</versionNumber>
    <launchTemplateData><imageId>ami-1</imageId><blockDeviceMappingSet><item>
      <deviceName>/dev/xvda</deviceName><ebs><volumeSize>8</volumeSize>${more}</ebs>
    </item></blockDeviceMappingSet></launchTemplateData>
  </item></launchTemplateVersionSet>
</DescribeLaunchTemplateVersionsResponse>`;

const targetGroups = (more: string) => `<DescribeTargetGroupsResponse
  xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/"><DescribeTargetGroupsResult><TargetGroups><member>
    <TargetGroupName>web</TargetGroupName><Matcher><HttpCode>200</HttpCode></Matcher>${more}
  </member></TargetGroups></DescribeTargetGroupsResult></DescribeTargetGroupsResponse>`;

const alarms = (more: object) =>
  JSON.stringify({ MetricAlarms: [{ AlarmName: "busy", Dimensions: [{ Name: "a", Value: "b" }], ...more }] });

const refusal = (what: string) =>
  expect.objectContaining({
    name: "UnknownField",
    message: `AWS answers ${what}, which this version of Sarcelle does not know how to copy. A later version may. Nothing was changed.`,
  });

describe("an answer of AWS's with a member that the SDK does not know, and would drop,", () => {
  it.each([
    ["of a group", group("<NewSetting><Mode>strict</Mode></NewSetting>"), "AutoScalingGroups.NewSetting"],
    [
      "inside of a setting",
      group("", "<NewBound>1</NewBound>"),
      "AutoScalingGroups.InstanceMaintenancePolicy.NewBound",
    ],
  ])("%s is refused by name", async (_, body, path) => {
    await expect(describeGroup(answered(body).autoScaling, "web")).rejects.toThrow(
      refusal(`DescribeAutoScalingGroups with ${path}`),
    );
  });

  it("in EC2's protocol is refused by name, however deep", async () => {
    const { ec2 } = answered(versions("<futureOptions/>"));
    await expect(describeVersions(ec2, { LaunchTemplateId: "lt-1" })).rejects.toThrow(
      refusal(
        "DescribeLaunchTemplateVersions with launchTemplateVersionSet.launchTemplateData.blockDeviceMappingSet.ebs.futureOptions",
      ),
    );
  });

  it("of a target group is refused by name", async () => {
    const { loadBalancing } = answered(targetGroups("<NewCheck>deep</NewCheck>"));
    await expect(describeTargetGroups(loadBalancing, { Names: ["web"] })).rejects.toThrow(
      refusal("DescribeTargetGroups with TargetGroups.NewCheck"),
    );
  });

  it("in JSON is refused by name", async () => {
    const { cloudWatch } = answered(alarms({ NewWindow: { Seconds: 60 } }));
    await expect(describeAlarms(cloudWatch, ["busy"])).rejects.toThrow(
      refusal("DescribeAlarms with MetricAlarms.NewWindow"),
    );
  });
});

describe("an answer in which all is known", () => {
  it("is read as ever", async () => {
    expect(await describeGroup(answered(group("")).autoScaling, "web")).toMatchObject({
      AutoScalingGroupName: "web",
      InstanceMaintenancePolicy: { MinHealthyPercentage: 90 },
      Tags: [{ Key: "a", Value: "<b>" }, { Key: "c" }],
    });
    expect(await describeVersions(answered(versions("")).ec2, { LaunchTemplateId: "lt-1" })).toMatchObject([
      { LaunchTemplateData: { BlockDeviceMappings: [{ Ebs: { VolumeSize: 8 } }] } },
    ]);
    expect(await describeTargetGroups(answered(targetGroups("")).loadBalancing, { Names: ["web"] })).toMatchObject([
      { TargetGroupName: "web" },
    ]);
  });

  it("may tell anything of the instances, of which nothing is copied", async () => {
    const body = group("", "", "<NewState>warm</NewState>");
    expect(await describeGroup(answered(body).autoScaling, "web")).toMatchObject({ AutoScalingGroupName: "web" });
  });
});
