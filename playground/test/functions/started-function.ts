/** A playground with one function, in real time. */
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { startPlayground } from "../../start.ts";
import { functionZip } from "./function-zip.ts";

const credentials = { accessKeyId: "playground", secretAccessKey: "playground" };

const templateOf = (statements: readonly object[]) => ({
  Resources: {
    Log: { Type: "AWS::Logs::LogGroup", Properties: { LogGroupName: "/aws/lambda/greet", RetentionInDays: 7 } },
    Role: {
      Type: "AWS::IAM::Role",
      Properties: {
        RoleName: "greet",
        AssumeRolePolicyDocument: {
          Version: "2012-10-17",
          Statement: [
            { Effect: "Allow", Principal: { Service: ["lambda.amazonaws.com"] }, Action: ["sts:AssumeRole"] },
          ],
        },
        Policies: [{ PolicyName: "log", PolicyDocument: { Version: "2012-10-17", Statement: statements } }],
      },
    },
    Greet: {
      Type: "AWS::Lambda::Function",
      DependsOn: ["Log"],
      Properties: {
        FunctionName: "greet",
        Runtime: "nodejs24.x",
        Handler: "index.handler",
        Code: { S3Bucket: "code", S3Key: "function.zip" },
        Role: { "Fn::GetAtt": ["Role", "Arn"] },
      },
    },
  },
});

/** Starts it with the function `greet` of that code, whose role has those statements; ends it with the test. */
export const startFunction = async (code: string, statements: readonly object[] = []) => {
  const template = join(dirname(functionZip(code)), "template.json");
  writeFileSync(template, JSON.stringify(templateOf(statements)));
  const playground = await startPlayground({ port: 0, speed: 100, seed: 1, template });
  onTestFinished(() => playground.stop());
  return { playground, connection: { endpoint: playground.url, region: "eu-west-1", credentials, maxAttempts: 1 } };
};
