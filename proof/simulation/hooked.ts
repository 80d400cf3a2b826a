/** A function of somebody's own that Sarcelle calls as a hook, as a template declares it. */

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

/** The hook and its role; `key` names a zip file of the package, which is its code where that is not loaded otherwise. */
export const hookResources = (handler: string, key: string, name = hookName): Readonly<Record<string, object>> => ({
  HookRole: role,
  Hook: {
    Type: "AWS::Lambda::Function",
    Properties: {
      FunctionName: name,
      Runtime: "nodejs24.x",
      Handler: handler,
      Role: { "Fn::GetAtt": ["HookRole", "Arn"] },
      Code: { S3Bucket: "hooks", S3Key: key },
      Timeout: 900,
    },
  },
});
