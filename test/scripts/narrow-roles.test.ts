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

  const passing = (Resource: string) => ({ Effect: "Allow", Action: ["iam:PassRole"], Resource, Condition: {} });

  it("lets the roles be passed on that the deployment was given, one by one", () => {
    const resources = {
      Role: role(passing("arn:aws:iam::123456789012:role/web, arn:aws:iam::123456789012:role/app/a,b")),
    };
    narrowRoles(resources);
    expect(resources.Role).toEqual(
      role({
        ...passing(""),
        Resource: ["arn:aws:iam::123456789012:role/web", "arn:aws:iam::123456789012:role/app/a,b"],
      }),
    );
  });

  it("lets no role be passed on if none was given", () => {
    const resources = { Role: role(passing("none"), log("logs:PutLogEvents")) };
    narrowRoles(resources);
    expect(resources.Role).toEqual(role(log("logs:PutLogEvents")));
  });

  it.each(["", "web", "*", "arn:aws:iam::123456789012:role/*", "arn:aws:iam::123456789012:user/web"])(
    "refuses '%s', which is no role",
    (parameter) => {
      expect(() => narrowRoles({ Role: role(passing(parameter)) })).toThrow(
        `The parameter passRoles has '${parameter}'; expected ARNs of roles, with commas between, or none.`,
      );
    },
  );
});
