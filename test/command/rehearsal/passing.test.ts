import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseDocument } from "@sarcelle/playground/stacks";
import { expect, it, onTestFinished } from "vitest";
import { rolesToPass, withPassable } from "../../../command/rehearsal/passing.ts";

it("the roles to pass on are those of instance profiles, hooks and groups, each once, but Auto Scaling's own", () => {
  const document = parseDocument({
    LaunchTemplateVersions: [
      { LaunchTemplateData: { IamInstanceProfile: { Name: "web" } } },
      { LaunchTemplateData: { IamInstanceProfile: { Arn: "arn:aws:iam::210987654321:instance-profile/team/web" } } },
      { LaunchTemplateData: {} },
    ],
    LifecycleHooks: [{ RoleARN: "arn:aws:iam::210987654321:role/drain" }, {}],
    AutoScalingGroups: [
      {
        ServiceLinkedRoleARN:
          "arn:aws:iam::210987654321:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling",
      },
      {
        ServiceLinkedRoleARN:
          "arn:aws:iam::210987654321:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling_keys",
      },
    ],
  });
  expect(rolesToPass(document, "123456789012")).toEqual([
    "arn:aws:iam::123456789012:role/web",
    "arn:aws:iam::123456789012:role/drain",
    "arn:aws:iam::123456789012:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling_keys",
  ]);
});

it("a template is given the roles where instances are launched, and in the first state, and is gone afterwards", async () => {
  const folder = mkdtempSync(join(tmpdir(), "template-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const template = join(folder, "template.json");
  const role = (Action: readonly string[]) => ({
    Type: "AWS::IAM::Role",
    Properties: { Policies: [{ PolicyDocument: { Statement: [{ Action }] } }] },
  });
  const Resources = {
    First: { Type: "AWS::Lambda::Function", Properties: { Environment: { Variables: { PASSABLE_ROLES: "none" } } } },
    Launches: role(["ec2:CreateTags", "ec2:RunInstances"]),
    Looks: role(["ec2:DescribeImages"]),
  };
  writeFileSync(template, JSON.stringify({ Resources }));
  const [changed, text] = await withPassable(template, ["a", "b"], async (file) => [file, readFileSync(file, "utf8")]);
  const { First, Launches, Looks } = JSON.parse(text).Resources;
  expect(First.Properties.Environment.Variables).toEqual({ PASSABLE_ROLES: "a,b" });
  expect(Launches.Properties.Policies[0].PolicyDocument.Statement).toMatchObject([
    {},
    { Effect: "Allow", Action: ["iam:PassRole"], Resource: ["a", "b"] },
  ]);
  expect(Looks).toEqual(Resources.Looks);
  expect(() => readFileSync(changed)).toThrow("ENOENT");
  expect(await withPassable(template, [], async (file) => file)).toBe(template);
});
