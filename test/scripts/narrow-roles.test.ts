import { describe, expect, it } from "vitest";

// Plain JavaScript: the framework loads it with the Node.js of whoever deploys.
const { narrowRoles } = await import(new URL("../../scripts/narrow-roles.js", import.meta.url).href);

const role = (...Statement: readonly object[]) => ({
  Type: "AWS::IAM::Role",
  Properties: { Policies: [{ PolicyDocument: { Statement } }] },
});
const log = (...Action: readonly string[]) => ({ Effect: "Allow", Action, Resource: "log-group" });

const own = { "Fn::GetAtt": ["BakeLambdaFunction", "Arn"] };

describe("the framework's plugin that narrows roles", () => {
  it("takes the shared role out, and the permission to make log groups", () => {
    const resources = {
      IamRoleLambdaExecution: role(log("logs:CreateLogGroup")),
      BakeIamRoleLambdaExecution: role(log("logs:CreateLogStream", "logs:CreateLogGroup", "logs:PutLogEvents")),
      MachineRole: role({ Effect: "Allow", Action: "lambda:InvokeFunction", Resource: [own] }),
    };
    narrowRoles(resources);
    expect(resources).toEqual({
      BakeIamRoleLambdaExecution: role(log("logs:CreateLogStream", "logs:PutLogEvents")),
      MachineRole: role({ Effect: "Allow", Action: "lambda:InvokeFunction", Resource: [own] }),
    });
  });

  it("says in one statement what is allowed of the same under the same conditions, and each call once", () => {
    const onGroups = (...Action: readonly string[]) => ({
      Effect: "Allow",
      Action,
      Resource: "group",
      Condition: { a: 1 },
    });
    const elsewhere = { ...onGroups("b"), Condition: { a: 2 } };
    const resources = {
      Role: role(onGroups("a", "b"), elsewhere, {
        Resource: "group",
        Condition: { a: 1 },
        Effect: "Allow",
        Action: ["b", "c"],
      }),
    };
    narrowRoles(resources);
    expect(resources.Role).toEqual(role(onGroups("a", "b", "c"), elsewhere));
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

  const calling = (...Resource: readonly unknown[]) => ({
    Effect: "Allow",
    Action: ["lambda:InvokeFunction"],
    Resource,
  });
  const hook = "arn:aws:lambda:eu-west-1:123456789012:function:judge";

  it("lets a machine call its own functions and the hooks that the deployment was given, one by one", () => {
    const resources = { Role: role(calling(own, null, undefined), calling(own, `${hook}, ${hook}:live`)) };
    narrowRoles(resources);
    expect(resources.Role).toEqual(role(calling(own), calling(own, hook, `${hook}:live`)));
    const none = { Role: role(calling(own, "none")) };
    narrowRoles(none);
    expect(none.Role).toEqual(role(calling(own)));
  });

  it("refuses a machine that may call any function, and a hook that is no function's ARN", () => {
    const any = role({ Effect: "Allow", Action: ["lambda:InvokeFunction"], Resource: "*" });
    expect(() => narrowRoles({ Role: any })).toThrow("A state machine may call any function");
    for (const parameter of ["*", "judge", `${hook}:*`, "arn:aws:lambda:eu-west-1:123456789012:function:*"])
      expect(() => narrowRoles({ Role: role(calling(parameter)) })).toThrow(`The parameter hooks has '${parameter}'`);
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
