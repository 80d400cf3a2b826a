import { expect, it } from "vitest";
import { dollars, trialCost } from "../../../proof/acceptance/cost.ts";
import { installationOf } from "../../../proof/acceptance/installation.ts";

const code = { S3Bucket: { Ref: "ServerlessDeploymentBucket" }, S3Key: "serverless/sarcelle/live/1796/preflight.zip" };
const role = (stage: string) => ({ RoleName: { "Fn::Join": ["-", ["sarcelle", stage, "preflight"]] } });

it("the installation is the packaged template under a name of its own, which leaves nothing behind", () => {
  const packaged = {
    Resources: {
      ServerlessDeploymentBucket: { Type: "AWS::S3::Bucket" },
      Table: {
        Type: "AWS::DynamoDB::Table",
        DeletionPolicy: "RetainExceptOnCreate",
        UpdateReplacePolicy: "Retain",
        Properties: { TableName: "sarcelle-live" },
      },
      Role: { Type: "AWS::IAM::Role", Properties: role("live") },
      Preflight: { Type: "AWS::Lambda::Function", Properties: { FunctionName: "sarcelle-live-preflight", Code: code } },
    },
    Outputs: { ServerlessDeploymentBucketName: { Value: { Ref: "ServerlessDeploymentBucket" } } },
  };
  expect(installationOf(JSON.stringify(packaged, undefined, 2), "bucket")).toEqual({
    Resources: {
      Table: { Type: "AWS::DynamoDB::Table", Properties: { TableName: "sarcelle-trial" } },
      Role: { Type: "AWS::IAM::Role", Properties: role("trial") },
      Preflight: {
        Type: "AWS::Lambda::Function",
        Properties: {
          FunctionName: "sarcelle-trial-preflight",
          Code: { S3Bucket: "bucket", S3Key: "preflight.zip" },
        },
      },
    },
    Outputs: {},
  });
});

it("costs by the hour, to the cent above", () => {
  expect([dollars(trialCost(0)), dollars(trialCost(1)), dollars(trialCost(24))]).toEqual(["$0.05", "$0.15", "$2.23"]);
});
