import { describe, expect, it } from "vitest";

// Plain JavaScript: the framework loads it with the Node.js of whoever deploys.
const { narrowRoles } = await import(new URL("../../scripts/narrow-roles.js", import.meta.url).href);

const role = (...Statement: readonly object[]) => ({
  Type: "AWS::IAM::Role",
  Properties: { Policies: [{ PolicyDocument: { Statement } }] },
});
const log = (...Action: readonly string[]) => ({ Effect: "Allow", Action, Resource: "log-group" });

describe("the framework's plugin that narrows roles", () => {
  it("takes the shared role out, and the permission to make log groups", () => {
    const resources = {
      IamRoleLambdaExecution: role(log("logs:CreateLogGroup")),
      BakeIamRoleLambdaExecution: role(log("logs:CreateLogStream", "logs:CreateLogGroup", "logs:PutLogEvents")),
      MachineRole: role({ Effect: "Allow", Action: "lambda:InvokeFunction", Resource: "*" }),
    };
    narrowRoles(resources);
    expect(resources).toEqual({
      BakeIamRoleLambdaExecution: role(log("logs:CreateLogStream", "logs:PutLogEvents")),
      MachineRole: role({ Effect: "Allow", Action: "lambda:InvokeFunction", Resource: "*" }),
    });
  });

  it("refuses a function that has no role of its own", () => {
    const resources = {
      IamRoleLambdaExecution: role(),
      Function: {
        Type: "AWS::Lambda::Function",
        Properties: { Role: { "Fn::GetAtt": ["IamRoleLambdaExecution", "Arn"] } },
      },
    };
    expect(() => narrowRoles(resources)).toThrow("A resource names IamRoleLambdaExecution");
  });
});
