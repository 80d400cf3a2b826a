import { CloudWatchLogsClient, DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { expect, it, onTestFinished } from "vitest";
import { startWorld } from "../cloudformation/world.ts";

const stackOf = (properties: object) => ({
  Resources: { Log: { Type: "AWS::Logs::LogGroup", Properties: properties } },
});

it("a log group of a template is made, changed and deleted with its stack", async () => {
  const world = await startWorld();
  onTestFinished(() => world.stop());
  const logs = new CloudWatchLogsClient(world.connection);
  const retention = async () => {
    const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({}));
    return logGroups.map(({ logGroupName, retentionInDays }) => `${logGroupName} ${retentionInDays}`);
  };
  const LogGroupName = "/aws/lambda/greet";
  await world.deploy("web", stackOf({ LogGroupName, RetentionInDays: 7 }));
  expect(await retention()).toEqual([`${LogGroupName} 7`]);
  await world.deploy("web", stackOf({ LogGroupName, RetentionInDays: 30 }), "UPDATE");
  expect(await retention()).toEqual([`${LogGroupName} 30`]);
  await world.deploy("web", stackOf({ LogGroupName }), "UPDATE");
  expect(await retention()).toEqual([`${LogGroupName} undefined`]);
  const { Status, StatusReason } = await world.changeSet({
    StackName: "other",
    TemplateBody: JSON.stringify(stackOf({ LogGroupName })),
    ChangeSetType: "CREATE",
  });
  expect([Status, StatusReason]).toEqual(["FAILED", expect.stringContaining("AWS::EarlyValidation")]);
  await world.deploy("web", stackOf({ LogGroupName: "another" }), "UPDATE");
  expect(await retention()).toEqual(["another undefined"]);
});
