import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  DescribeQueryDefinitionsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
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

it("a saved query of a template is made, changed and deleted with its stack", async () => {
  const world = await startWorld();
  onTestFinished(() => world.stop());
  const logs = new CloudWatchLogsClient(world.connection);
  const queries = async () => {
    const { queryDefinitions = [] } = await logs.send(new DescribeQueryDefinitionsCommand({}));
    return queryDefinitions.map(({ name, queryString, logGroupNames }) => [name, queryString, logGroupNames]);
  };
  const queryOf = (QueryString: string) => ({
    Resources: {
      Log: { Type: "AWS::Logs::LogGroup", Properties: { LogGroupName: "greet" } },
      Query: {
        Type: "AWS::Logs::QueryDefinition",
        Properties: { Name: "all/errors", QueryString, LogGroupNames: [{ Ref: "Log" }] },
      },
    },
  });
  await world.deploy("web", queryOf("fields @message"));
  expect(await queries()).toEqual([["all/errors", "fields @message", ["greet"]]]);
  await world.deploy("web", queryOf("fields level"), "UPDATE");
  expect(await queries()).toEqual([["all/errors", "fields level", ["greet"]]]);
  await world.deploy("web", stackOf({ LogGroupName: "greet" }), "UPDATE");
  expect(await queries()).toEqual([]);
});
