/** The packaged template with a function beside it that is a hook. */
import { readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { templateWith } from "./trouble.ts";

export const hookName = "sarcelle-hook-smoke";

const role = {
  Type: "AWS::IAM::Role",
  Properties: {
    AssumeRolePolicyDocument: {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
    },
    Policies: [
      {
        PolicyName: "answer",
        PolicyDocument: {
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Action: ["states:SendTaskFailure", "states:SendTaskHeartbeat", "states:SendTaskSuccess"],
              Resource: "*",
            },
          ],
        },
      },
    ],
  },
};

const functionOf = (name: string, handler: string, key: string) => ({
  Type: "AWS::Lambda::Function",
  Properties: {
    FunctionName: name,
    Runtime: "nodejs24.x",
    Handler: handler,
    Role: { "Fn::GetAtt": ["HookRole", "Arn"] },
    Code: { S3Bucket: "hooks", S3Key: key },
    Timeout: 900,
  },
});

/** A template with a hook of that handler; its code is the zip file, where it is not loaded otherwise. */
export const templateWithHook = (handler: string, zip?: Uint8Array, name = hookName): string => {
  const key = zip === undefined ? "bake.zip" : "hook.zip";
  const template = templateWith({}, { HookRole: role, Hook: functionOf(name, handler, key) });
  const folder = dirname(template);
  if (zip !== undefined) writeFileSync(join(folder, key), zip);
  else if (!readdirSync(folder).includes(key)) throw new Error(`There is no ${key} in the package.`);
  return template;
};
