import { expect, it } from "vitest";

// Plain JavaScript: the framework loads it with the Node.js of whoever deploys.
const { trace } = await import(new URL("../../scripts/tracing.js", import.meta.url).href);

const own = { Effect: "Allow", Action: "lambda:InvokeFunction", Resource: "own" };
const role = (...more: readonly object[]) => ({
  Type: "AWS::IAM::Role",
  Properties: { Policies: [{ PolicyDocument: { Statement: [own, ...more] } }] },
});
const arnOf = (name: string) => ({ "Fn::GetAtt": [name, "Arn"] });
const may = (...Action: readonly string[]) => ({ Effect: "Allow", Action, Resource: "*" });

it("traces functions and state machines, under roles that let each of them, and those alone", () => {
  const resources = {
    Bake: { Type: "AWS::Lambda::Function", Properties: { Role: arnOf("BakeRole") } },
    Machine: { Type: "AWS::StepFunctions::StateMachine", Properties: { RoleArn: arnOf("MachineRole") } },
    ...{ BakeRole: role(), MachineRole: role(), OtherRole: role() },
  };
  trace(resources);
  const writes = may("xray:PutTraceSegments", "xray:PutTelemetryRecords");
  expect(resources).toEqual({
    Bake: {
      Type: "AWS::Lambda::Function",
      Properties: { Role: arnOf("BakeRole"), TracingConfig: { Mode: "Active" } },
    },
    Machine: {
      Type: "AWS::StepFunctions::StateMachine",
      Properties: { RoleArn: arnOf("MachineRole"), TracingConfiguration: { Enabled: true } },
    },
    BakeRole: role(writes),
    MachineRole: role(writes, may("xray:GetSamplingRules", "xray:GetSamplingTargets")),
    OtherRole: role(),
  });
});
