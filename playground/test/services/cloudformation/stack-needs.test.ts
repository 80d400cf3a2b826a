import { CloudFormationClient, CreateStackCommand, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ending, startRoleWorld } from "../../identity/world.ts";

let world: Awaited<ReturnType<typeof startRoleWorld>>;
beforeAll(async () => {
  world = await startRoleWorld();
});
afterAll(() => world.stop());

it("who deploys needs the right to the stack, by its name before it is made and by its tags afterwards", async () => {
  const TemplateBody = JSON.stringify({
    Resources: { Work: { Type: "AWS::SQS::Queue", Properties: { QueueName: "work" } } },
  });
  const Resource = "arn:aws:cloudformation:eu-west-1:123456789012:stack/web-*/*";
  const client = new CloudFormationClient(await world.under({ Action: "cloudformation:CreateStack", Resource }));
  const create = (StackName: string) =>
    ending(client.send(new CreateStackCommand({ StackName, TemplateBody, Tags: [{ Key: "team", Value: "search" }] })));
  const describeBy = async (team: string) => {
    const Condition = { StringEquals: { "aws:ResourceTag/team": team } };
    const reader = new CloudFormationClient(await world.under({ Action: "cloudformation:DescribeStacks", Condition }));
    return ending(reader.send(new DescribeStacksCommand({ StackName: "web-live" })));
  };
  expect([
    await create("other"),
    await create("web-live"),
    await describeBy("search"),
    await describeBy("other"),
  ]).toEqual(["AccessDenied cloudformation:CreateStack", "done", "done", "AccessDenied cloudformation:DescribeStacks"]);
});
