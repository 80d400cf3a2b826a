// A plugin of the framework: with the parameter `tracing` on, AWS X-Ray traces functions and state machines. Off, nothing of it is there.

/** https://docs.aws.amazon.com/xray/latest/devguide/security_iam_id-based-policy-examples.html: AWS knows no resources for these. */
const mayWriteTraces = {
  Effect: "Allow",
  Action: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
  Resource: "*",
};
/** What a state machine needs beside: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-xray-tracing.html */
const mayAskWhatToSample = {
  Effect: "Allow",
  Action: ["xray:GetSamplingRules", "xray:GetSamplingTargets"],
  Resource: "*",
};

/** The logical names of the roles that `Fn::GetAtt` takes the ARNs of. */
const rolesOf = (resources, type, property) =>
  Object.values(resources)
    .filter(({ Type }) => Type === type)
    .map(({ Properties }) => Properties[property]?.["Fn::GetAtt"]?.[0]);

const allow = (role, statements) => {
  const [policy] = role?.Properties.Policies ?? [];
  if (policy === undefined) throw new Error("A function or state machine has no role with a policy in this template.");
  policy.PolicyDocument.Statement.push(...statements);
};

/** Has everything in the template traced, under roles that let it. */
export const trace = (resources) => {
  for (const { Type, Properties } of Object.values(resources)) {
    if (Type === "AWS::Lambda::Function") Properties.TracingConfig = { Mode: "Active" };
    if (Type === "AWS::StepFunctions::StateMachine") Properties.TracingConfiguration = { Enabled: true };
  }
  for (const name of new Set(rolesOf(resources, "AWS::Lambda::Function", "Role")))
    allow(resources[name], [mayWriteTraces]);
  for (const name of new Set(rolesOf(resources, "AWS::StepFunctions::StateMachine", "RoleArn")))
    allow(resources[name], [mayWriteTraces, mayAskWhatToSample]);
};

export default class Tracing {
  constructor(serverless) {
    this.hooks = {
      "before:package:finalize": () => {
        const { tracing } = serverless.service.custom;
        if (tracing !== "on" && tracing !== "off")
          throw new Error(`The parameter tracing is '${tracing}'; expected 'on' or 'off'.`);
        if (tracing === "on") trace(serverless.service.provider.compiledCloudFormationTemplate.Resources);
      },
    };
  }
}
